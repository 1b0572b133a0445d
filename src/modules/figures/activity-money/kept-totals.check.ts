import type { ReadDatabase } from '../../../database/read-database';
import { raw, sql, type Sql } from '../../../database/sql';
import { bitOf } from '../money/money-shares';
import { COLUMNS_OF_TOTALS } from './counted-money';
import { COLUMNS_OF_COUNTED, groupings, nameOfTotals, publicShares } from './kept-totals';
import { moneyDimensions, projectionOf, type MoneyDimension } from './money-dimension';

/**
 * Compares the kept totals with the shares, each in one statement, since the server may count meanwhile. SQL adds the shares up,
 * and not `AddedTotals`, which may have made the mistake. Returns the problems.
 */
export async function findWrongTotals(read: ReadDatabase): Promise<string[]> {
  const problems: string[] = [];
  const isListed = raw('activity_id IN (SELECT activity_id FROM changed_money)');
  const counted = sql`SELECT ${raw(COLUMNS_OF_COUNTED)} FROM counted_share WHERE NOT ${isListed}`;
  const shares = sql`SELECT ${raw(COLUMNS_OF_COUNTED)} FROM (${publicShares()}) p WHERE NOT ${isListed}`;
  if (await differ(read, counted, shares)) problems.push('money has changed and was not counted');
  for (const dimensions of groupings) {
    const name = nameOfTotals(dimensions);
    const kept = sql`SELECT ${raw(COLUMNS_OF_TOTALS)} FROM money_total WHERE dimensions = ${name}`;
    const sums = sql`SELECT ${raw(selectTotals(dimensions))} FROM counted_share s GROUP BY 1, 2, 3, 4, 5`;
    if (await differ(read, kept, sums)) problems.push(`kept totals by ${name || 'kind'} are wrong`);
  }
  return problems;
}

async function differ(read: ReadDatabase, one: Sql, other: Sql): Promise<boolean> {
  const rows = await read.query(sql`
    WITH one AS MATERIALIZED (${one}), other AS MATERIALIZED (${other})
    SELECT 1 FROM (SELECT * FROM one EXCEPT SELECT * FROM other) a
    UNION ALL SELECT 1 FROM (SELECT * FROM other EXCEPT SELECT * FROM one) b LIMIT 1`);
  return rows.length > 0;
}

/** The columns of totals of counted shares with the alias `s`. Units are added in two halves of 32 bits, because their sums may be beyond 64 bits. */
function selectTotals(dimensions: readonly MoneyDimension[]): string {
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
  return [`'${nameOfTotals(dimensions)}'`, 's.kind', 's.currency', ...[values[0], values[1]].map(keyOf), ...sums].join(
    ', ',
  );
}
