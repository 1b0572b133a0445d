import { empty, type Sql, sql } from '../../../database/sql';
import { flag } from '../../../database/read-database';
import { listByKey, oneByKey } from '../../../core/access/loader';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
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

export const restrictedDocumentsByActivityId = listByKey<number, RestrictedDocument>(async (ids, context, first) =>
  (await findDocuments(context, context.read.isIn(sql`d.activity_id`, ids), first)).map((value) => ({
    key: value.activityId,
    value,
  })),
);

/** @param first at most this number of the documents of each activity that the viewer sees; null: all of them */
async function findDocuments(
  context: RequestContext,
  where: Sql,
  first: number | null = null,
): Promise<RestrictedDocument[]> {
  const { read, viewer } = context;
  const mapper = rowsOf(context, RestrictedDocument, 'd');
  const rows = await read.query(sql`
    SELECT ${mapper.columns},
      ${flag(isDocumentOpenable(viewer, 'a'))} AS is_openable,
      ${flag(isOpenedByRole(viewer, 'a'))} AS is_opened_by_role,
      ${flag(isDocumentEditable(viewer, 'a'))} AS is_editable
    FROM restricted_document d JOIN activity a ON a.id = d.activity_id ${mapper.joins(context.operation)}
    WHERE ${where} AND ${isDocumentVisible(viewer, 'd', 'a')} ${first === null ? empty : isAmongFirst(viewer, first)}
    ORDER BY d.activity_id, d.position`);
  return rows.map((row) =>
    Object.assign(mapper.get(row), {
      isOpenable: row['isOpenable'] === 1,
      isOpenedByRole: row['isOpenedByRole'] === 1,
      isEditable: row['isEditable'] === 1,
    }),
  );
}

/** Fewer than `first` documents that the viewer sees come before the document `d` of the activity `a`. */
function isAmongFirst(viewer: Viewer, first: number): Sql {
  return sql`AND (
    SELECT count(*) FROM (
      SELECT 1 FROM restricted_document b
      WHERE b.activity_id = d.activity_id AND b.position < d.position AND ${isDocumentVisible(viewer, 'b', 'a')}
      LIMIT ${first}) before
  ) < ${first}`;
}
