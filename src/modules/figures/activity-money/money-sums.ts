import { QueryTooComplexError } from '../../../errors';
import type { RequestContext } from '../../../core/access/request-context';
import { numberField } from '../../../core/listing/filter';
import type { IntFilter } from '../../../core/listing/filter-inputs';
import { decimalOf } from '../../../core/types/decimal';
import { allOf } from '../../../database/read-database';
import type { Row } from '../../../database/row-mapper';
import { empty, join, raw, sql, type Sql } from '../../../database/sql';
import { countedActivities } from '../../catalogue/activity/activity.counts';
import type { ActivityFilter } from '../../catalogue/activity/activity.input';
import { nanosOfSums } from '../money/money';
import type { MoneyKind } from '../money/money-kind';
import { bitOf } from '../money/money-shares';
import { convertedSum, factors, type Conversion } from './money-conversion';
import { moneyDimensions, projectionOf, type MoneyDimension } from './money-dimension';
import { MAX_GROUPS, type MoneySum } from './money-statistics.types';

/** Which money is summed. */
export interface SummedMoney {
  readonly kinds: readonly MoneyKind[];
  readonly groupBy: readonly MoneyDimension[];
  readonly filter: ActivityFilter | null;
  readonly years: IntFilter | null;
  readonly currencies: readonly string[] | null;
  readonly conversion: Conversion | null;
}

/** A sum of shares with the same values in all dimensions. */
export interface GroupedSum {
  readonly keys: readonly string[];
  readonly sum: MoneySum;
}

export interface SumsOfMoney {
  readonly groups: readonly GroupedSum[];
  readonly unallocated: readonly MoneySum[];
  readonly totals: readonly MoneySum[];
  readonly unconverted: readonly MoneySum[];
}

/** What summing a share costs; see `WALK_COST`. */
export const WALK_OF_SHARE = 0.6;

/** What converting a share costs besides. */
export const CONVERSION_OF_SHARE = 3;

/**
 * The sums of amounts as text: their digits may be more than a number or a 64-bit integer holds. Units are added in two halves
 * of 32 bits, because SQLite refuses sums of integers beyond 64 bits.
 */
const SUMS = `CAST(sum(s.units >> 32) AS text) AS units_high, CAST(sum(s.units & 4294967295) AS text) AS units_low,
  CAST(sum(s.nanos) AS text) AS nanos`;

/** The bit that counts items whose shares are all in one sum. */
const WHOLE = bitOf(projectionOf([]));

/** The sums of all shares of an item, whatever their dimensions, and the number of items. */
export const SUMS_OF_ITEMS = `${SUMS}, ${countedBy(WHOLE)} AS items`;

const years = numberField('s.year');

/**
 * Sums shares in one statement, so that all parts of the answer add up whatever is written meanwhile. It walks the shares once,
 * and once more if anybody asks for the numbers of activities.
 *
 * @throws QueryTooComplexError when there are more than 10,000 sums
 */
export async function readSums(context: RequestContext, summed: SummedMoney): Promise<SumsOfMoney> {
  const { groupBy, kinds, filter, conversion } = summed;
  if (kinds.length === 0 || summed.currencies?.length === 0) {
    return { groups: [], unallocated: [], totals: [], unconverted: [] };
  }
  const { read, operation } = context;
  const by = groupBy.map((dimension) => moneyDimensions[dimension]);
  const keys = by.map(({ key }) => key);
  const isOfKind = read.isIn(sql`s.kind`, kinds);
  const { activities, from, isCounted, conditionsCost } = countedShares(context, groupBy, filter, isOfKind);
  const isSummed = allOf([
    ...(summed.years === null ? [] : [years(summed.years, 'years', context)]),
    ...(summed.currencies === null ? [] : [read.isIn(sql`s.currency`, summed.currencies)]),
  ]);
  const countsActivities = operation.requested.includes('MoneySum', 'activities');
  const joined = conversion === null ? from : sql`${from} JOIN factor f ON ${raw(SAME_RATE)}`;
  const currency = conversion === null ? raw('s.currency') : sql`CAST(${conversion.to} AS text)`;
  const sums =
    conversion === null ? raw(SUMS) : sql`'0' AS units_high, '0' AS units_low, ${convertedSum(context)} AS nanos`;
  const grouped = ['s.kind', ...(conversion === null ? ['s.currency'] : [])];
  const noSums = "'0' AS units_high, '0' AS units_low, '0' AS nanos, 0 AS items, 0 AS whole_items";
  const noKeys = keys.map((_key, place) => `NULL AS key_${place}`).join(', ');
  const parts = [
    sql`SELECT * FROM (
      SELECT 'sum' AS part, ${raw(keys.map((key, place) => `CAST(${key} AS text) AS key_${place}`).join(', '))},
        s.kind, ${currency} AS currency, ${sums}, ${raw(countedBy(bitOf(projectionOf(groupBy))))} AS items,
        ${raw(countedBy(WHOLE))} AS whole_items,
        ${raw(countsActivities ? 'count(DISTINCT s.activity_id)' : '0')} AS activities, 0 AS unallocated_activities
      ${joined} WHERE ${isSummed} AND ${isCounted}
      GROUP BY ${raw([...keys, ...grouped].join(', '))} LIMIT ${raw(String(MAX_GROUPS + 1))}) g`,
    ...(countsActivities
      ? [
          sql`SELECT 'activities', ${raw(noKeys)}, s.kind, ${currency}, ${raw(noSums)}, count(DISTINCT s.activity_id),
            count(DISTINCT CASE WHEN ${raw(keys.map((key) => `${key} IS NULL`).join(' OR '))} THEN s.activity_id END)
          ${joined} WHERE ${isSummed} AND ${isCounted} GROUP BY ${raw(grouped.join(', '))}`,
        ]
      : []),
    ...(conversion === null
      ? []
      : [
          sql`SELECT 'unconverted', ${raw(noKeys)}, s.kind, s.currency, ${raw(SUMS_OF_ITEMS)}, 0,
            count(DISTINCT s.activity_id), 0
          ${from} WHERE ${isSummed} AND ${isCounted} AND NOT EXISTS (SELECT 1 FROM factor f WHERE ${raw(SAME_RATE)})
          GROUP BY s.kind, s.currency`,
        ]),
  ];
  const rows = await read.query(
    sql`
      WITH ${activities} ${conversion === null ? empty : sql`, ${factors(conversion, sql`${isOfKind} AND ${isSummed}`)}`}
      ${join(parts, ' UNION ALL ')}`,
    'custom',
    {
      tables: ['money_share'],
      perRow: conditionsCost + WALK_OF_SHARE + (conversion === null ? 0 : CONVERSION_OF_SHARE),
    },
  );
  return assemble(rows, groupBy);
}

const SAME_RATE = 'f.currency = s.currency AND f.value_date = s.value_date';

function countedBy(bit: number): string {
  return `sum((s.firsts >> ${bit}) & 1)`;
}

/** The shares of the kinds and the activities that count. */
interface CountedShares {
  /** A CTE of activities. */
  readonly activities: Sql;
  /** The FROM clause: shares with the alias `s`, and the columns of activities with the alias `c`. */
  readonly from: Sql;
  readonly isCounted: Sql;
  readonly conditionsCost: number;
}

function countedShares(
  context: RequestContext,
  groupBy: readonly MoneyDimension[],
  filter: ActivityFilter | null,
  isOfKind: Sql,
): CountedShares {
  const { where, conditionsCost } = countedActivities(context, filter);
  const columns = groupBy.flatMap((dimension) => {
    const { key, ofActivity } = moneyDimensions[dimension];
    return ofActivity === undefined ? [] : [sql`${ofActivity(context.viewer)} AS ${raw(key.slice(2))}`];
  });
  if (filter === null && columns.length === 0) {
    // The activities that the viewer does not see are fewer than the others. A condition that is null hides, too.
    return {
      activities: sql`hidden AS MATERIALIZED (SELECT a.id FROM activity a WHERE (${allOf(where)}) IS NOT TRUE)`,
      from: raw('FROM money_share s LEFT JOIN hidden h ON h.id = s.activity_id'),
      isCounted: sql`${isOfKind} AND h.id IS NULL`,
      conditionsCost,
    };
  }
  if (columns.length === 0) {
    return {
      activities: sql`chosen AS MATERIALIZED (SELECT a.id FROM activity a WHERE ${allOf(where)})`,
      from: raw('FROM money_share s'),
      isCounted: sql`${isOfKind} AND s.activity_id IN (SELECT id FROM chosen)`,
      conditionsCost,
    };
  }
  return {
    activities: sql`
      chosen AS MATERIALIZED (SELECT ${join([raw('a.id'), ...columns])} FROM activity a WHERE ${allOf(where)})`,
    // CROSS fixes the order on SQLite: the shares of each activity. Otherwise, SQLite walks all chosen activities for each share
    // when it expects few activities.
    from: raw('FROM chosen c CROSS JOIN money_share s'),
    isCounted: sql`c.id = s.activity_id AND ${context.read.testedOnRows(isOfKind)}`,
    conditionsCost,
  };
}

/** The sums of the answer. Those of unallocated and of all money add the rows. */
function assemble(rows: readonly Row[], groupBy: readonly MoneyDimension[]): SumsOfMoney {
  const of = (part: string): Row[] => rows.filter((row) => row['part'] === part);
  if (of('sum').length > MAX_GROUPS) {
    throw new QueryTooComplexError(
      `The result has more than ${MAX_GROUPS} sums: add a filter, or use fewer dimensions or kinds`,
    );
  }
  const isOfItem = groupBy.map((dimension) => moneyDimensions[dimension].projection === undefined);
  const groups: GroupedSum[] = [];
  const unallocated = new Map<string, AddedSum>();
  const totals = new Map<string, AddedSum>();
  for (const row of of('sum')) {
    const keys = groupBy.map((_dimension, place) => row[`key_${place}`] as string | null);
    const whole = Number(row['wholeItems']);
    add(totals, row, whole);
    if (keys.every((key) => key !== null)) groups.push({ keys, sum: toSum(row) });
    // An item whose own value is missing is unallocated with all of its shares, of which one stands for it.
    else
      add(unallocated, row, keys.some((key, place) => key === null && isOfItem[place]) ? whole : Number(row['items']));
  }
  for (const row of of('activities')) {
    const key = keyOf(row);
    totals.get(key)!.activities = Number(row['activities']);
    const rest = unallocated.get(key);
    if (rest !== undefined) rest.activities = Number(row['unallocatedActivities']);
  }
  const finish = (sums: Map<string, AddedSum>): MoneySum[] =>
    [...sums.values()].map(({ nanos, ...sum }) => ({
      ...sum,
      value: { amount: decimalOf(nanos), currency: sum.currency },
    }));
  return {
    groups,
    unallocated: finish(unallocated),
    totals: finish(totals),
    unconverted: of('unconverted').map(toSum),
  };
}

interface AddedSum extends Pick<MoneySum, 'kind' | 'items' | 'activities'> {
  readonly currency: string;
  nanos: bigint;
}

function add(sums: Map<string, AddedSum>, row: Row, items: number): void {
  const key = keyOf(row);
  const sum = sums.get(key) ?? {
    kind: row['kind'] as MoneyKind,
    currency: row['currency'] as string,
    nanos: 0n,
    items: 0,
    activities: 0,
  };
  sum.nanos += nanosOf(row);
  sum.items += items;
  sums.set(key, sum);
}

function keyOf(row: Row): string {
  return `${row['kind'] as string} ${row['currency'] as string}`;
}

function nanosOf(row: Row): bigint {
  const units = BigInt(row['unitsHigh'] as string) * 2n ** 32n + BigInt(row['unitsLow'] as string);
  return nanosOfSums(String(units), row['nanos'] as string);
}

/** The sum of a row with the columns of `SUMS`, and `kind`, `currency`, `items` and `activities`. */
export function toSum(row: Row): MoneySum {
  return {
    kind: row['kind'] as MoneyKind,
    value: { amount: decimalOf(nanosOf(row)), currency: row['currency'] as string },
    items: Number(row['items']),
    activities: Number(row['activities']),
  };
}
