import type { RequestContext } from '../../../../core/access/request-context';
import { allOf } from '../../../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { type CountedActivities, countedActivities } from '../../../catalogue/activity/counting/counted-activities';
import { type MoneyDimension, moneyDimensions } from './money-dimension';
import { haveValuesOfActivities, isOfActivity, type SummedMoney } from './summed-money';

/** The shares that a statement sums. They have the alias `s`. */
export interface SummedShares {
  readonly from: Sql;
  readonly where: Sql;
  /** The values of a share, in the order of `groupBy`. */
  readonly keys: readonly string[];
}

/** The shares of selected activities. */
export interface SelectedShares extends SummedShares {
  /** The CTE of activities that the FROM clause uses. */
  readonly activities: Sql;
  /** Cost of the filter for each activity. */
  readonly conditionsCost: number;
}

/**
 * The shares of some kinds, of the activities that the viewer sees and the filter selects. Which table a statement begins with is
 * chosen here, because the planner of SQLite does not know how many activities a condition selects.
 */
export function visibleShares(context: RequestContext, summed: SummedMoney): SelectedShares {
  const activities = countedActivities(context, summed.filter);
  const { conditionsCost } = activities;
  if (haveValuesOfActivities(summed)) return sharesOfEach(context, summed, activities);
  const isOfKind = context.read.isIn(sql`s.kind`, summed.kinds);
  const [where, keys] = [allOf(activities.where), keysOf(summed.groupBy)];
  if (summed.filter !== null) {
    return {
      activities: sql`chosen AS MATERIALIZED (SELECT a.id FROM activity a WHERE ${where})`,
      from: raw('FROM money_share s'),
      where: sql`${isOfKind} AND s.activity_id IN (SELECT id FROM chosen)`,
      keys,
      conditionsCost,
    };
  }
  // The activities that the viewer does not see are fewer than the others. A condition that is null hides, too.
  return {
    activities: sql`hidden AS MATERIALIZED (SELECT a.id FROM activity a WHERE (${where}) IS NOT TRUE)`,
    from: raw('FROM money_share s LEFT JOIN hidden h ON h.id = s.activity_id'),
    where: sql`${isOfKind} AND h.id IS NULL`,
    keys,
    conditionsCost,
  };
}

/**
 * The shares of some kinds, of one activity after the other.
 *
 * CROSS fixes this order on SQLite. Otherwise, it walks all activities for each share when it expects few activities.
 */
export function sharesOfEach(
  context: RequestContext,
  { groupBy, kinds }: Pick<SummedMoney, 'groupBy' | 'kinds'>,
  { where, conditionsCost }: Pick<CountedActivities, 'where' | 'conditionsCost'>,
): SelectedShares {
  const columns = groupBy.flatMap((dimension) => {
    const { column, ofActivity } = moneyDimensions[dimension];
    return ofActivity === undefined ? [] : [sql`${ofActivity(context.viewer)} AS ${raw(column)}`];
  });
  const isOfKind = context.read.testedOnRows(context.read.isIn(sql`s.kind`, kinds));
  return {
    activities: sql`
      chosen AS MATERIALIZED (SELECT ${join([raw('a.id'), ...columns])} FROM activity a WHERE ${allOf(where)})`,
    from: raw('FROM chosen c CROSS JOIN money_share s'),
    where: sql`c.id = s.activity_id AND ${isOfKind}`,
    keys: keysOf(groupBy),
    conditionsCost,
  };
}

/** Values of shares with the alias `s`, and of their activities with the alias `c`. */
function keysOf(groupBy: readonly MoneyDimension[]): string[] {
  return groupBy.map((dimension) => `${isOfActivity(dimension) ? 'c' : 's'}.${moneyDimensions[dimension].column}`);
}
