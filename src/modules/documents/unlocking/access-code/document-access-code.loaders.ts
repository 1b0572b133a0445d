import { manyByKey, oneByKey } from '../../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../../core/access/request-context';
import type { EntitySelect } from '../../../../core/listing/listing';
import { flag } from '../../../../database/sql/conditions';
import { type Sql, sql } from '../../../../database/sql/sql';
import { isDocumentManageable } from '../../document/restricted-document.policy';
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
  const { columns, joins, get } = selectCodes(context);
  const rows = await context.read.query(sql`
    SELECT ${columns} FROM document_access_code c ${joins}
    WHERE ${where} AND ${isDocumentManageable(context.viewer, 'd', 'a')}
    ORDER BY c.document_id, c.id DESC`);
  return rows.map(get);
}

/** The parts of a SELECT that reads codes under the alias `c`, with their documents under `d` and activities under `a`. */
export function selectCodes(context: RequestContext, besides?: readonly string[]): EntitySelect<DocumentAccessCode> {
  const mapper = rowsOf(context, DocumentAccessCode, 'c', besides);
  return {
    columns: sql`${mapper.columns}, ${flag(isCodeActive('c', 'a', context.now))} AS is_active`,
    joins: sql`JOIN restricted_document d ON d.id = c.document_id JOIN activity a ON a.id = d.activity_id`,
    get: (row) => Object.assign(mapper.get(row), { isActive: row['isActive'] === 1 }),
  };
}
