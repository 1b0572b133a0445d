import { anonymous } from '../../../../core/access/viewer';
import { join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { isActivityVisible } from '../../../catalogue/activity/activity.policy';
import { MoneyDimension, moneyDimensions } from '../statistics/money-dimension';

/*
 * Kept totals: the sums of the money that everyone sees, by each dimension and each two of them. `counted_share` has the
 * shares that they are made of, and `changed_money` the activities that have changed since.
 */

/** More dimensions than these are summed from shares. */
export const MAX_KEPT_DIMENSIONS = 2;

/** The dimensions of kept totals. Each of them is of one kind. */
export const keptDimensions: readonly MoneyDimension[] = Object.values(MoneyDimension).filter(
  (dimension) => dimension !== MoneyDimension.KIND,
);

/** The value of the column `dimensions`. */
export function nameOfTotals(dimensions: readonly MoneyDimension[]): string {
  return dimensions.join(' ');
}

/** All that totals are kept by: nothing, each dimension, and each two. */
export const groupings: readonly (readonly MoneyDimension[])[] = [
  [],
  ...keptDimensions.map((dimension) => [dimension]),
  ...keptDimensions.flatMap((one, index) => keptDimensions.slice(index + 1).map((other) => [one, other])),
];

const COLUMNS_OF_SHARE = `activity_id, position, kind, currency, year, country_code, region_code, sector_code, sector_category,
  provider_id, receiver_id, units, nanos, firsts, activity_firsts`;

export const COLUMNS_OF_COUNTED = `${COLUMNS_OF_SHARE}, programme_id, network_id, status`;

/** The shares that everyone sees, with the columns of `counted_share`. */
export function publicShares(): Sql {
  const ofActivity = keptDimensions.flatMap((dimension) => {
    const { column, ofActivity: value } = moneyDimensions[dimension];
    return value === undefined ? [] : [sql`${value(anonymous)} AS ${raw(column)}`];
  });
  return sql`
    SELECT ${raw(COLUMNS_OF_COUNTED)} FROM money_share CROSS JOIN (
      SELECT a.id, ${join(ofActivity)} FROM activity a WHERE ${isActivityVisible(anonymous, 'a')}) c
    WHERE c.id = activity_id`;
}
