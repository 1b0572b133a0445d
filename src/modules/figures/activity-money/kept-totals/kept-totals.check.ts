import type { ReadDatabase } from '../../../../database/reading/read-database';
import { join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { bitOf } from '../../money/money-shares';
import { activityBitOfSums, type MoneyDimension, moneyDimensions, projectionOf } from '../statistics/money-dimension';
import { COLUMNS_OF_TOTALS } from './counted-money';
import { COLUMNS_OF_COUNTED, groupings, nameOfTotals, publicShares } from './kept-totals';

type Grouping = readonly MoneyDimension[];

const AMOUNTS = ['sum(s.units >> 32)', 'sum(s.units & 4294967295)', 'sum(s.nanos)'];

/**
 * Compares the kept totals with the shares, each in one statement, since the server may count meanwhile: the shares themselves, then
 * what the totals of each grouping add up to, and the totals of some groupings one by one, because that sorts all shares for each. SQL
 * adds the shares up, and not `AddedTotals`, which may have made the mistake. Returns the problems.
 */
export async function findWrongTotals(read: ReadDatabase, compared: readonly Grouping[]): Promise<string[]> {
  const isListed = raw('activity_id IN (SELECT activity_id FROM changed_money)');
  const counted = sql`SELECT ${raw(COLUMNS_OF_COUNTED)} FROM counted_share WHERE NOT ${isListed}`;
  const shares = sql`SELECT ${raw(COLUMNS_OF_COUNTED)} FROM (${publicShares()}) p WHERE NOT ${isListed}`;
  const changed = await differences(read, { key: '1', one: counted, other: shares });
  const wrong = new Set(
    await differences(read, {
      key: 'dimensions',
      before: sql`sums AS MATERIALIZED (
        SELECT s.kind, s.currency, ${raw([...AMOUNTS, ...groupings.flatMap(countsOf)].map((sum, place) => `${sum} AS sum_${place}`).join(', '))}
        FROM counted_share s GROUP BY s.kind, s.currency),`,
      one: sql`
        SELECT dimensions, kind, currency, sum(units_high), sum(units_low), sum(nanos), sum(items), sum(activities)
        FROM money_total GROUP BY dimensions, kind, currency`,
      other: join(groupings.map(selectAddedUp), ' UNION ALL '),
    }),
  );
  for (const dimensions of compared) {
    const kept = sql`SELECT ${raw(COLUMNS_OF_TOTALS)} FROM money_total WHERE dimensions = ${nameOfTotals(dimensions)}`;
    const sums = sql`SELECT ${raw(selectTotals(dimensions))} FROM counted_share s GROUP BY 1, 2, 3, 4, 5`;
    for (const name of await differences(read, { key: 'dimensions', one: kept, other: sums })) wrong.add(name);
  }
  return [
    ...(changed.length > 0 ? ['money has changed and was not counted'] : []),
    ...[...wrong].map((name) => `kept totals by ${name || 'kind'} are wrong`),
  ];
}

/** Some groupings, others each time. */
export function drawGroupings(count: number): Grouping[] {
  const left = [...groupings];
  return Array.from({ length: count }, () => left.splice(Math.floor(Math.random() * left.length), 1)[0]!);
}

interface Compared {
  /** The expression that names what differs. */
  readonly key: string;
  /** A CTE that both use. */
  readonly before?: Sql;
  readonly one: Sql;
  readonly other: Sql;
}

/** The names of rows that only one of two statements selects. */
async function differences(read: ReadDatabase, { key, before, one, other }: Compared): Promise<string[]> {
  const rows = await read.query<{ name: string }>(sql`
    WITH ${before ?? raw('')} one AS MATERIALIZED (${one}), other AS MATERIALIZED (${other})
    SELECT DISTINCT ${raw(key)} AS name FROM (SELECT * FROM one EXCEPT SELECT * FROM other) a
    UNION SELECT DISTINCT ${raw(key)} FROM (SELECT * FROM other EXCEPT SELECT * FROM one) b`);
  return rows.map(({ name }) => name);
}

const valuesOf = (dimensions: Grouping) =>
  dimensions.map((dimension) => ({
    column: `s.${moneyDimensions[dimension].column}`,
    isOfItem: moneyDimensions[dimension].projection === undefined,
    isOfActivity: moneyDimensions[dimension].ofActivity !== undefined,
  }));

type SummedValue = ReturnType<typeof valuesOf>[number];

function anyIsNull(values: readonly SummedValue[]): string {
  return values.length === 0 ? '1 = 0' : values.map(({ column }) => `${column} IS NULL`).join(' OR ');
}

/** The numbers of items and activities of shares with the alias `s`. */
function countsOf(dimensions: Grouping): string[] {
  const values = valuesOf(dimensions);
  const count = (column: string, whole: SummedValue[], bitOfWhole: number, bit: number): string =>
    `sum((s.${column} >> (CASE WHEN ${anyIsNull(whole)} THEN ${bitOfWhole} ELSE ${bit} END)) & 1)`;
  // Without a value of its own, an item or an activity is unallocated with all of its shares, of which one stands for it.
  const [ofItem, ofActivity] = [
    values.filter(({ isOfItem }) => isOfItem),
    values.filter(({ isOfActivity }) => isOfActivity),
  ];
  return [
    count('firsts', ofItem, bitOf(projectionOf([])), bitOf(projectionOf(dimensions))),
    count('activity_firsts', ofActivity, activityBitOfSums([])!, activityBitOfSums(dimensions)!),
  ];
}

/** Selects the sum of all totals of a grouping, from `sums`. */
function selectAddedUp(dimensions: Grouping, place: number): Sql {
  const counts = AMOUNTS.length + 2 * place;
  const sums = [...AMOUNTS.keys(), counts, counts + 1].map((column) => `sum_${column}`);
  return raw(`SELECT '${nameOfTotals(dimensions)}' AS dimensions, kind, currency, ${sums.join(', ')} FROM sums`);
}

/** The columns of totals of counted shares with the alias `s`. Activities are counted without bits. */
function selectTotals(dimensions: Grouping): string {
  const values = valuesOf(dimensions);
  const keyOf = (value: SummedValue | undefined): string =>
    value === undefined ? "''" : `CASE WHEN ${anyIsNull(values)} THEN '' ELSE CAST(${value.column} AS text) END`;
  const keys = [values[0], values[1]].map(keyOf);
  const columns = [`'${nameOfTotals(dimensions)}' AS dimensions`, 's.kind', 's.currency', ...keys, ...AMOUNTS];
  return [...columns, countsOf(dimensions)[0]!, 'count(DISTINCT s.activity_id)'].join(', ');
}
