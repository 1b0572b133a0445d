import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRole, hasRoleEverywhere } from '../../../core/access/viewer';
import { encodeGlobalId } from '../../../core/types/global-id';
import { always } from '../../../database/sql/conditions';
import { sql } from '../../../database/sql/sql';
import { ForbiddenError, UnauthenticatedError } from '../../../errors';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { isEventVisible } from '../document/restricted-document.policy';
import type { DocumentAccessAction } from './document-access-event.entity';

/** An entry of the log, as one row of the CSV file. */
export interface ExportedEvent {
  readonly entry: number;
  readonly at: string;
  readonly action: DocumentAccessAction;
  readonly by: string;
  readonly address: string | null;
  /**
   * The slug of the activity. It is null, like the two fields below, if the entry has no document or the document was
   * deleted.
   */
  readonly activity: string | null;
  readonly document: string | null;
  readonly documentId: string | null;
  /** The hash of the entry, which `audit verify --head` looks for. */
  readonly hash: string;
}

const BATCH_SIZE = 1_000;

/**
 * Reads the log in batches, oldest entry first. An unbound editor gets all entries. An editor of one network gets the
 * entries of the documents that it may manage. A slow client may take hours, so each batch has a context of its own: what its viewer may
 * no longer read is in no later batch.
 *
 * @param createContext creates the context of a batch; called once before this function returns
 * @throws UnauthenticatedError if the viewer has not signed in, ForbiddenError if its role is below EDITOR
 */
export async function exportAccessLog(
  createContext: () => Promise<RequestContext>,
): Promise<AsyncGenerator<ExportedEvent>> {
  const createForEditor = async (): Promise<RequestContext> => {
    const context = await createContext();
    if (context.viewer.role === null) throw new UnauthenticatedError('Sign in as an editor to read the access log');
    if (!hasRole(context.viewer, Role.EDITOR)) throw new ForbiddenError('Only editors may read the access log');
    return context;
  };
  return readInBatches(await createForEditor(), createForEditor);
}

async function* readInBatches(
  first: RequestContext,
  createNext: () => Promise<RequestContext>,
): AsyncGenerator<ExportedEvent> {
  let isAfterLast = always;
  for (let { read, viewer } = first; ; { read, viewer } = await createNext()) {
    const isVisible = hasRoleEverywhere(viewer, Role.EDITOR) ? always : isEventVisible(viewer, 'e');
    const rows = await read.query<Omit<ExportedEvent, 'documentId'> & { documentKey: number | null }>(sql`
      SELECT e.id AS entry, e.at, e.action, e.actor AS "by", e.address, page.slug AS activity, doc.title AS document,
        doc.id AS document_key, e.hash
      FROM document_access_event e
      LEFT JOIN restricted_document doc ON doc.id = e.document_id
      LEFT JOIN activity page ON page.id = doc.activity_id
      WHERE ${isAfterLast} AND ${isVisible}
      ORDER BY e.id LIMIT ${BATCH_SIZE}`);
    for (const { documentKey, hash, ...row } of rows) {
      yield {
        ...row,
        documentId: documentKey === null ? null : encodeGlobalId(RestrictedDocument.name, documentKey),
        hash,
      };
    }
    if (rows.length < BATCH_SIZE) return;
    isAfterLast = sql`e.id > ${rows.at(-1)!.entry}`;
  }
}
