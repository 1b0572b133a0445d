import { empty, type Sql, sql } from '../../../database/sql';
import { listByKey, oneByKey } from '../../../core/access/loader';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import { isActivityVisible } from '../activity/activity.policy';
import { Objective } from './objective.entity';

export const objectiveById = oneByKey<number, Objective>(
  (ids, context) => findObjectives(context, context.read.isIn(sql`o.id`, ids)),
  ({ id }) => id,
);

/** Positions have no gaps, so that the first objectives are those with the lowest positions. */
export const objectivesByActivityId = listByKey<number, Objective>(async (ids, context, first) => {
  const isFirst = first === null ? empty : sql`AND o.position <= ${first}`;
  const found = await findObjectives(context, sql`${context.read.isIn(sql`o.activity_id`, ids)} ${isFirst}`);
  return found.map((value) => ({ key: value.activityId, value }));
});

/** Objectives are visible with their activity. */
async function findObjectives(context: RequestContext, where: Sql): Promise<Objective[]> {
  const { read, viewer } = context;
  const mapper = rowsOf(context, Objective, 'o');
  const rows = await read.query(sql`
    SELECT ${mapper.columns}
    FROM objective o JOIN activity a ON a.id = o.activity_id
    WHERE ${where} AND ${isActivityVisible(viewer, 'a')}
    ORDER BY o.activity_id, o.position`);
  return rows.map((row) => mapper.get(row));
}
