import { type Sql, sql } from '../../../database/sql';
import { flag } from '../../../database/read-database';
import { manyByKey, oneByKey } from '../../../core/access/loader';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import { RestrictedDocument } from './restricted-document.entity';
import {
  isDocumentEditable,
  isDocumentOpenable,
  isDocumentVisible,
  isOpenedByRole,
} from './restricted-document.policy';

export const restrictedDocumentById = oneByKey<number, RestrictedDocument>(
  (ids, context) => findDocuments(context, context.read.isIn(sql`d.id`, ids)),
  ({ id }) => id,
);

export const restrictedDocumentsByActivityId = manyByKey<number, RestrictedDocument>(async (ids, context) =>
  (await findDocuments(context, context.read.isIn(sql`d.activity_id`, ids))).map((value) => ({
    key: value.activityId,
    value,
  })),
);

async function findDocuments(context: RequestContext, where: Sql): Promise<RestrictedDocument[]> {
  const { read, viewer } = context;
  const mapper = rowsOf(context, RestrictedDocument, 'd');
  const rows = await read.query(sql`
    SELECT ${mapper.columns},
      ${flag(isDocumentOpenable(viewer, 'a'))} AS is_openable,
      ${flag(isOpenedByRole(viewer, 'a'))} AS is_opened_by_role,
      ${flag(isDocumentEditable(viewer, 'a'))} AS is_editable
    FROM restricted_document d JOIN activity a ON a.id = d.activity_id
    WHERE ${where} AND ${isDocumentVisible(viewer, 'd', 'a')}
    ORDER BY d.activity_id, d.position`);
  return rows.map((row) =>
    Object.assign(mapper.get(row), {
      isOpenable: row['isOpenable'] === 1,
      isOpenedByRole: row['isOpenedByRole'] === 1,
      isEditable: row['isEditable'] === 1,
    }),
  );
}
