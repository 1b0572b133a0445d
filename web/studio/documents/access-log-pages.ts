import { StudioDocumentLogDocument, type StudioDocumentLogQuery } from '../../../clients/typescript/src/studio.js';
import { MAX_PAGE_SIZE } from '../../../src/core/limits';
import type { Api } from '../api';
import type { Outcome } from '../outcome';

type Log = NonNullable<
  Extract<StudioDocumentLogQuery['node'], { readonly __typename: 'RestrictedDocument' }>['accessLog']
>;

/** An entry of the access log. */
export type LogEntry = Log['nodes'][number];

const NO_LOG: Log = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** A page of the log; an empty one if the document is gone. */
export function logOf({ node }: StudioDocumentLogQuery): Log {
  return node?.__typename === 'RestrictedDocument' ? (node.accessLog ?? NO_LOG) : NO_LOG;
}

/** Reads all entries of the access log of a document, page by page. */
export async function readWholeLog(api: Api, id: string): Promise<Outcome<readonly LogEntry[]>> {
  const entries: LogEntry[] = [];
  for (let after: string | null = null; ;) {
    const variables: { id: string; first: number; after: string | null } = { id, first: MAX_PAGE_SIZE, after };
    const { data, problems } = await api.read(StudioDocumentLogDocument, variables);
    if (problems !== null) return { data, problems };
    const { nodes, pageInfo } = logOf(data);
    entries.push(...nodes);
    if (!pageInfo.hasNextPage) return { data: entries, problems: null };
    after = pageInfo.endCursor;
  }
}
