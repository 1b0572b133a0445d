import sql from 'sql-template-tag';
import { oneByKey } from '../../../core/access/loader';
import { rowsOf } from '../../../core/access/request-context';
import { DocumentContentVersion } from './document-content-version.entity';

/** The current content of documents that are unlocked: who loads it has asked `accessTo` for each. */
export const contentByUnlockedDocumentId = oneByKey<number, DocumentContentVersion>(
  async (ids, context) => {
    const mapper = rowsOf(context, DocumentContentVersion, 'c');
    const rows = await context.read.query(sql`
      SELECT ${mapper.columns}
      FROM document_content_version c
      JOIN restricted_document d ON d.id = c.document_id AND d.content_version = c.version
      WHERE ${context.read.isIn(sql`d.id`, ids)}`);
    return rows.map((row) => mapper.get(row));
  },
  ({ documentId }) => documentId,
);
