import sql, { raw } from 'sql-template-tag';
import { ForbiddenError, UnauthenticatedError } from '../../../errors';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRole, hasRoleEverywhere } from '../../../core/access/viewer';
import type { DocumentAccessAction } from './document-access-event.entity';
import { RestrictedDocument } from '../restricted-document.entity';
import { isEventVisible } from '../restricted-document.policy';

/** An entry of the log as a spreadsheet shows it. */
export interface ExportedEvent {
  readonly entry: number;
  readonly at: string;
  readonly action: DocumentAccessAction;
  readonly by: string;
  readonly address: string | null;
  /** The slug of the activity; null, as the two that follow: the document is gone, or there never was one. */
  readonly activity: string | null;
  readonly document: string | null;
  readonly documentId: string | null;
  /** The hash of the entry, by which `audit verify --head` finds it. */
  readonly hash: string;
}

const BATCH_SIZE = 1_000;

/**
 * The whole log, the oldest entry first: to editors of everything all of it, whatever became of the documents, to
 * those of a network what is about the documents that they may edit and that are not in the trash. Reads a batch at a time, as it is asked for.
 *
 * @throws UnauthenticatedError when nobody has signed in, ForbiddenError when it is no editor
 */
export function exportAccessLog(context: RequestContext): AsyncGenerator<ExportedEvent> {
  if (context.viewer.role === null) throw new UnauthenticatedError('Only editors may read the log: send who you are');
  if (!hasRole(context.viewer, Role.EDITOR)) throw new ForbiddenError('Only editors may read the log');
  return readInBatches(context);
}

async function* readInBatches({ read, viewer }: RequestContext): AsyncGenerator<ExportedEvent> {
  const isVisible = hasRoleEverywhere(viewer, Role.EDITOR) ? raw('1 = 1') : isEventVisible(viewer, 'e');
  let isNext = raw('1 = 1');
  for (;;) {
    const rows = await read.query<Omit<ExportedEvent, 'documentId'> & { documentKey: number | null }>(sql`
      SELECT e.id AS entry, e.at, e.action, e.actor AS "by", e.address, page.slug AS activity, doc.title AS document,
        doc.id AS "documentKey", e.hash
      FROM document_access_event e
      LEFT JOIN restricted_document doc ON doc.id = e.document_id
      LEFT JOIN activity page ON page.id = doc.activity_id
      WHERE ${isNext} AND ${isVisible}
      ORDER BY e.id LIMIT ${BATCH_SIZE}`);
    for (const { documentKey, hash, ...row } of rows) {
      yield {
        ...row,
        documentId: documentKey === null ? null : encodeGlobalId(RestrictedDocument.name, documentKey),
        hash,
      };
    }
    if (rows.length < BATCH_SIZE) return;
    isNext = sql`e.id > ${rows.at(-1)!.entry}`;
  }
}
