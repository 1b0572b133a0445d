import { type Sql, sql } from '../../../database/sql';
import { flag } from '../../../database/read-database';
import { manyByKey, oneByKey } from '../../../core/access/loader';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import { isDocumentManageable } from '../document/restricted-document.policy';
import { DocumentAccessCode } from './document-access-code.entity';
import { isCodeActive } from './document-access-code.policy';

export const documentAccessCodeById = oneByKey<number, DocumentAccessCode>(
  (ids, context) => findCodes(context, context.read.isIn(sql`c.id`, ids)),
  ({ id }) => id,
);

export const accessCodesByDocumentId = manyByKey<number, DocumentAccessCode>(async (ids, context) =>
  (await findCodes(context, context.read.isIn(sql`c.document_id`, ids))).map((value) => ({
    key: value.documentId,
    value,
  })),
);

async function findCodes(context: RequestContext, where: Sql): Promise<DocumentAccessCode[]> {
  const mapper = rowsOf(context, DocumentAccessCode, 'c');
  const rows = await context.read.query(sql`
    SELECT ${mapper.columns}, ${flag(isCodeActive('c', 'a', context.now))} AS is_active
    FROM document_access_code c
    JOIN restricted_document d ON d.id = c.document_id
    JOIN activity a ON a.id = d.activity_id
    WHERE ${where} AND ${isDocumentManageable(context.viewer, 'd', 'a')}
    ORDER BY c.document_id, c.id DESC`);
  return rows.map((row) => Object.assign(mapper.get(row), { isActive: row['isActive'] === 1 }));
}
