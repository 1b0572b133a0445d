import type { EntityManager } from 'typeorm';
import { anonymous } from '../../../core/access/viewer';
import { takeAdvisoryLock } from '../../../database/lock';
import { join, raw, sql, type Sql } from '../../../database/sql';
import { executeSql } from '../../../database/write-sql';
import { isActivityVisible } from '../../catalogue/activity/activity.policy';
import { bitOf } from '../money/money-shares';
import { MoneyDimension, moneyDimensions, projectionOf } from './money-dimension';

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
  provider_id, receiver_id, units, nanos, firsts`;

export const COLUMNS_OF_COUNTED = `${COLUMNS_OF_SHARE}, programme_id, network_id, status`;

/**
 * Counts some of the activities that have changed. On PostgreSQL, only rows that are committed are removed from the list, and
 * all later statements see at least what they have changed. What the totals gain is what `counted_share` gains.
 *
 * @param limit the maximum number of activities
 * @returns how many there were
 */
export async function countChangedMoney(manager: EntityManager, limit: number): Promise<number> {
  await takeAdvisoryLock(manager, 'moneyTotals');
  const rows = await executeSql<{ activityId: number }>(
    manager,
    sql`SELECT DISTINCT activity_id FROM changed_money ORDER BY activity_id LIMIT ${limit}`,
  );
  if (rows.length === 0) return 0;
  const isCounted = sql`activity_id IN (${join(rows.map(({ activityId }) => activityId))})`;
  await executeSql(manager, sql`DELETE FROM changed_money WHERE ${isCounted}`);
  const [counted] = await executeSql(manager, sql`SELECT 1 FROM counted_share WHERE ${isCounted} LIMIT 1`);
  if (counted !== undefined) {
    await addToTotals(manager, isCounted, -1);
    await executeSql(manager, sql`DELETE FROM counted_share WHERE ${isCounted}`);
  }
  await executeSql(
    manager,
    sql`
      INSERT INTO counted_share (${raw(COLUMNS_OF_COUNTED)})
      SELECT ${raw(COLUMNS_OF_COUNTED)} FROM (${publicShares()}) p WHERE ${isCounted}`,
  );
  await addToTotals(manager, isCounted, 1);
  await executeSql(manager, raw('DELETE FROM money_total WHERE items = 0'));
  return rows.length;
}

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

async function addToTotals(manager: EntityManager, isCounted: Sql, times: 1 | -1): Promise<void> {
  for (const dimensions of groupings) {
    await executeSql(
      manager,
      sql`
        INSERT INTO money_total (${raw(COLUMNS_OF_TOTALS)})
        SELECT ${raw(selectTotals(dimensions, times))} FROM counted_share s WHERE ${isCounted} GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (dimensions, kind, currency, first_key, second_key) DO UPDATE SET ${raw(ADDED)}`,
    );
  }
}

const ADDED_COLUMNS = ['units_high', 'units_low', 'nanos', 'items', 'activities'];

export const COLUMNS_OF_TOTALS = ['dimensions, kind, currency, first_key, second_key', ...ADDED_COLUMNS].join(', ');

const ADDED = ADDED_COLUMNS.map((column) => `${column} = money_total.${column} + excluded.${column}`).join(', ');

/** The columns of totals of counted shares with the alias `s`. Units are added in two halves of 32 bits, because their sums may be beyond 64 bits. */
export function selectTotals(dimensions: readonly MoneyDimension[], times: 1 | -1): string {
  const values = dimensions.map((dimension) => ({
    column: `s.${moneyDimensions[dimension].column}`,
    isOfItem: moneyDimensions[dimension].projection === undefined,
  }));
  const anyIsNull = (some: typeof values): string =>
    some.length === 0 ? '1 = 0' : some.map(({ column }) => `${column} IS NULL`).join(' OR ');
  const keyOf = (value: (typeof values)[number] | undefined): string =>
    value === undefined ? "''" : `CASE WHEN ${anyIsNull(values)} THEN '' ELSE CAST(${value.column} AS text) END`;
  // An item whose own value is missing is unallocated with all of its shares, of which one stands for it.
  const bit = `CASE WHEN ${anyIsNull(values.filter(({ isOfItem }) => isOfItem))}
    THEN ${bitOf(projectionOf([]))} ELSE ${bitOf(projectionOf(dimensions))} END`;
  const sums = [
    'sum(s.units >> 32)',
    'sum(s.units & 4294967295)',
    'sum(s.nanos)',
    `sum((s.firsts >> (${bit})) & 1)`,
    'count(DISTINCT s.activity_id)',
  ];
  return [
    `'${nameOfTotals(dimensions)}'`,
    's.kind',
    's.currency',
    ...[values[0], values[1]].map(keyOf),
    ...sums.map((sum) => `${times} * ${sum}`),
  ].join(', ');
}
