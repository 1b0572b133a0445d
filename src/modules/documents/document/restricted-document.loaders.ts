import { listByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import type { EntitySelect } from '../../../core/listing/listing';
import { flag } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { RestrictedDocument } from './restricted-document.entity';
import {
  isDocumentEditable,
  isDocumentOpenable,
  isDocumentVisible,
  isOpenedByRole,
} from './restricted-document.policy';

export const restrictedDocumentById = oneByKey<number, RestrictedDocument>(
  (ids, context) =>
    findDocuments(context, {
      where: context.read.isIn(sql`d.id`, ids),
      place: sql`1 + (SELECT count(*) FROM (${documentsBefore(context.viewer)}) before)`,
    }),
  ({ id }) => id,
);

export const restrictedDocumentsByActivityId = listByKey<number, RestrictedDocument>(async (ids, context, first) => {
  const isOfActivity = context.read.isIn(sql`d.activity_id`, ids);
  const documents = await findDocuments(context, {
    where: first === null ? isOfActivity : sql`${isOfActivity} AND ${isAmongFirst(context.viewer, first)}`,
    place: sql`row_number() OVER (PARTITION BY d.activity_id ORDER BY d.position)`,
  });
  return documents.map((value) => ({ key: value.activityId, value }));
});

interface Selection {
  /** A condition on the document `d`, besides that the viewer sees it. */
  readonly where: Sql;
  /**
   * The place of the document `d` among the documents of its activity that the viewer sees, from 1. Stored positions would
   * reveal hidden documents, which have positions too.
   */
  readonly place: Sql;
}

async function findDocuments(context: RequestContext, { where, place }: Selection): Promise<RestrictedDocument[]> {
  const { columns, joins, get } = selectDocuments(context, place);
  const rows = await context.read.query(sql`
    SELECT ${columns} FROM restricted_document d ${joins}
    WHERE ${where} AND ${isDocumentVisible(context.viewer, 'd', 'a')}
    ORDER BY d.activity_id, d.position`);
  return rows.map(get);
}

/**
 * The parts of a SELECT that reads documents under the alias `d`, with their activities under `a`.
 *
 * @param place see `Selection`
 */
export function selectDocuments(context: RequestContext, place: Sql): EntitySelect<RestrictedDocument> {
  const { viewer } = context;
  const mapper = rowsOf(context, RestrictedDocument, 'd');
  return {
    columns: sql`${mapper.columns},
      ${flag(isDocumentOpenable(viewer, 'a'))} AS is_openable,
      ${flag(isOpenedByRole(viewer, 'a'))} AS is_opened_by_role,
      ${flag(isDocumentEditable(viewer, 'a'))} AS is_editable,
      CAST(CASE WHEN ${isDocumentEditable(viewer, 'a')} THEN d.position ELSE ${place} END AS integer) AS place`,
    joins: sql`JOIN activity a ON a.id = d.activity_id ${mapper.joins(context.operation)}`,
    get: (row) =>
      Object.assign(mapper.get(row), {
        position: row['place'] as number,
        isOpenable: row['isOpenable'] === 1,
        isOpenedByRole: row['isOpenedByRole'] === 1,
        isEditable: row['isEditable'] === 1,
      }),
  };
}

/** Fewer than `first` documents that the viewer sees come before the document `d` of the activity `a`. */
function isAmongFirst(viewer: Viewer, first: number): Sql {
  return sql`(SELECT count(*) FROM (${documentsBefore(viewer)} LIMIT ${first}) before) < ${first}`;
}

/** The documents that the viewer sees and that come before the document `d` of the activity `a`. */
function documentsBefore(viewer: Viewer): Sql {
  return sql`SELECT 1 FROM restricted_document b
    WHERE b.activity_id = d.activity_id AND b.position < d.position AND ${isDocumentVisible(viewer, 'b', 'a')}`;
}
