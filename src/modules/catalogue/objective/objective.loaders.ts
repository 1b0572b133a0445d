import { listByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import { empty, type Sql, sql } from '../../../database/sql/sql';
import { joinTranslation } from '../../../database/sql/translation-join';
import { Activity } from '../activity/activity.entity';
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

/**
 * Objectives are visible with their activity, and in its language. Those that a translation lacks, because they have been
 * added since, are left out.
 */
async function findObjectives(context: RequestContext, where: Sql): Promise<Objective[]> {
  const { read, viewer, operation } = context;
  const mapper = rowsOf(context, Objective, 'o');
  const translated = read.jsonElement('a_tr.objectives', 'o.position - 1');
  const rows = await read.query(sql`
    SELECT ${mapper.columns}, ${translated} AS translated
    FROM objective o JOIN activity a ON a.id = o.activity_id
    ${joinTranslation('a', localizedTypeOf(Activity)!, operation.locales)}
    WHERE ${where} AND ${isActivityVisible(viewer, 'a')} AND (a_tr.id IS NULL OR ${translated} IS NOT NULL)
    ORDER BY o.activity_id, o.position`);
  return rows.map((row) => {
    const objective = mapper.get(row);
    return row['translated'] === null ? objective : Object.assign(objective, { text: row['translated'] });
  });
}
