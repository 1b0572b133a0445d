import type { RequestContext } from '../../../core/access/request-context';
import { numberField } from '../../../core/listing/filter';
import { allOf } from '../../../database/read-database';
import { raw, sql, type Sql } from '../../../database/sql';
import type { Scan } from '../../../database/statement-runner';
import { bitOf } from '../money/money-shares';
import { convertedSum, factors } from './money-conversion';
import { projectionOf } from './money-dimension';
import { MAX_GROUPS, WALK_OF_SHARE } from './money-statistics.types';
import { visibleShares, type SummedMoney, type SummedShares } from './summed-shares';

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

/** A statement that selects the rows of `addSums`. */
export interface SumStatement {
  readonly ctes: readonly Sql[];
  readonly selects: readonly Sql[];
  readonly scan: Scan;
}

/** Walks the shares once, and once more if anybody asks for the numbers of activities. */
export function sumsOfShares(context: RequestContext, summed: SummedMoney): SumStatement {
  const { conversion } = summed;
  const shares = visibleShares(context, summed);
  const selects = selectSums(context, summed, shares, 1);
  const perRow = shares.conditionsCost + WALK_OF_SHARE;
  if (conversion === null) {
    return { ctes: [shares.activities], selects, scan: { tables: ['money_share'], perRow } };
  }
  const isSummed = isOfYearAndCurrency(context, summed);
  const unconverted = sql`
    SELECT 'unconverted', 1, ${noKeys(summed)}, s.kind, s.currency, ${raw(SUMS_OF_ITEMS)}, 0, count(DISTINCT s.activity_id), 0
    ${shares.from} WHERE ${isSummed} AND ${shares.where} AND NOT EXISTS (SELECT 1 FROM factor f WHERE ${raw(SAME_RATE)})
    GROUP BY s.kind, s.currency`;
  return {
    ctes: [
      shares.activities,
      factors(conversion, sql`${context.read.isIn(sql`s.kind`, summed.kinds)} AND ${isSummed}`),
    ],
    selects: [...selects, unconverted],
    scan: { tables: ['money_share'], perRow: perRow + CONVERSION_OF_SHARE },
  };
}

/** The selects of `sum`, and of `activities` if anybody asks for their numbers. */
export function selectSums(context: RequestContext, summed: SummedMoney, shares: SummedShares, times: 1 | -1): Sql[] {
  const { conversion } = summed;
  const { keys } = shares;
  const isCounted = countsActivities(context);
  const from = conversion === null ? shares.from : sql`${shares.from} JOIN factor f ON ${raw(SAME_RATE)}`;
  const where = sql`${isOfYearAndCurrency(context, summed)} AND ${shares.where}`;
  const currency = conversion === null ? raw('s.currency') : sql`CAST(${conversion.to} AS text)`;
  const sums =
    conversion === null ? raw(SUMS) : sql`'0' AS units_high, '0' AS units_low, ${convertedSum(context)} AS nanos`;
  const grouped = ['s.kind', ...(conversion === null ? ['s.currency'] : [])];
  const selects = [
    sql`SELECT * FROM (
      SELECT 'sum' AS part, ${raw(String(times))} AS times,
        ${raw(keys.map((key, place) => `CAST(${key} AS text) AS key_${place}`).join(', '))},
        s.kind, ${currency} AS currency, ${sums}, ${raw(countedBy(bitOf(projectionOf(summed.groupBy))))} AS items,
        ${raw(countedBy(WHOLE))} AS whole_items,
        ${raw(isCounted ? 'count(DISTINCT s.activity_id)' : '0')} AS activities, 0 AS unallocated_activities
      ${from} WHERE ${where}
      GROUP BY ${raw([...keys, ...grouped].join(', '))} LIMIT ${raw(String(MAX_GROUPS + 1))}) g`,
  ];
  if (isCounted) {
    selects.push(sql`
      SELECT 'activities', ${raw(String(times))}, ${noKeys(summed)}, s.kind, ${currency}, '0', '0', '0', 0, 0,
        count(DISTINCT s.activity_id),
        count(DISTINCT CASE WHEN ${raw(keys.map((key) => `${key} IS NULL`).join(' OR '))} THEN s.activity_id END)
      ${from} WHERE ${where} GROUP BY ${raw(grouped.join(', '))}`);
  }
  return selects;
}

/** True if anybody asks for the numbers of activities, which takes a second walk. */
export function countsActivities({ operation }: RequestContext): boolean {
  return operation.requested.includes('MoneySum', 'activities');
}

const SAME_RATE = 'f.currency = s.currency AND f.value_date = s.value_date';

/** The expression that counts items by a bit of `firsts`. */
function countedBy(bit: number): string {
  return `sum((s.firsts >> ${bit}) & 1)`;
}

function isOfYearAndCurrency(context: RequestContext, summed: SummedMoney): Sql {
  return allOf([
    ...(summed.years === null ? [] : [years(summed.years, 'years', context)]),
    ...(summed.currencies === null ? [] : [context.read.isIn(sql`s.currency`, summed.currencies)]),
  ]);
}

function noKeys({ groupBy }: SummedMoney): Sql {
  return raw(groupBy.map((_dimension, place) => `NULL AS key_${place}`).join(', '));
}
