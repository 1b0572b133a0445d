import type { RequestContext } from '../../../../core/access/request-context';
import { numberField } from '../../../../core/listing/filter';
import { allOf } from '../../../../database/sql/conditions';
import { raw, type Sql, sql } from '../../../../database/sql/sql';
import { bitOf } from '../../money/money-shares';
import { convertedSum } from './money-conversion';
import { type MoneyDimension, moneyDimensions, projectionOf, WHOLE, WHOLE_ACTIVITY } from './money-dimension';
import type { SummedShares } from './selected-shares';
import { activityBitOf, type SummedMoney } from './summed-money';

/** Units are added in two halves of 32 bits, because SQLite refuses sums of integers beyond 64 bits. */
const AMOUNTS = { units_high: 's.units >> 32', units_low: 's.units & 4294967295', nanos: 's.nanos' };

/**
 * The sums of all shares of an item, whatever their dimensions, and the number of items. Amounts are texts: their digits may be
 * more than a number or a 64-bit integer holds.
 */
export const SUMS_OF_ITEMS = raw(
  [
    ...Object.entries(AMOUNTS).map(([column, amount]) => `CAST(sum(${amount}) AS text) AS ${column}`),
    `${countedBy('firsts', WHOLE)} AS items`,
  ].join(', '),
);

const years = numberField('s.year');

const SAME_RATE = raw('f.currency = s.currency AND f.value_date = s.value_date');

/** The shares that cannot be converted. */
export const lacksRate = sql`NOT EXISTS (SELECT 1 FROM factor f WHERE ${SAME_RATE})`;

/** How shares are a part of a statement. */
interface GroupedPart {
  /** The name of the CTE that has the sums by all values. */
  readonly name: string;
  /** -1 for what is taken away. */
  readonly times: 1 | -1;
  /** The maximum number of groups that are selected. */
  readonly limit: number;
}

interface GroupedSums {
  readonly ctes: readonly Sql[];
  /** The rows of `group`, `unallocated` and `total`; see `addSums`. */
  readonly selects: readonly Sql[];
}

/** Sums shares by their values, once, and adds these sums up. Numbers of activities without a bit take a second walk. */
export function groupShares(
  context: RequestContext,
  summed: SummedMoney,
  shares: SummedShares,
  part: GroupedPart,
): GroupedSums {
  const { conversion } = summed;
  const joined = {
    from: conversion === null ? shares.from : sql`${shares.from} JOIN factor f ON ${SAME_RATE}`,
    where: sql`${isOfYearAndCurrency(context, summed)} AND ${shares.where}`,
    keys: shares.keys,
  };
  const sums = { ctes: [sumsByValues(context, summed, joined, part)], selects: selectSums(summed, part) };
  if (!summed.countsActivities || activityBitOf(summed) !== null) return sums;
  const counted = countActivities(summed, joined, part);
  return { ctes: [...sums.ctes, counted.cte], selects: [...sums.selects, ...counted.selects] };
}

/** The sums by values, kind and currency. `whole_items` and `whole_activities` count those whose shares are all in one sum. */
function sumsByValues(
  context: RequestContext,
  summed: SummedMoney,
  { from, where, keys }: SummedShares,
  { name }: GroupedPart,
): Sql {
  const { conversion, groupBy, countsActivities: isCounted } = summed;
  const bit = activityBitOf(summed);
  const counts = {
    items: countedBy('firsts', bitOf(projectionOf(groupBy))),
    whole_items: countedBy('firsts', WHOLE),
    activities: !isCounted ? '0' : bit === null ? 'count(DISTINCT s.activity_id)' : countedBy('activity_firsts', bit),
    whole_activities: !isCounted || bit === null ? '0' : countedBy('activity_firsts', WHOLE_ACTIVITY),
  };
  const amounts =
    conversion === null
      ? raw(
          Object.entries(AMOUNTS)
            .map(([column, amount]) => `sum(${amount}) AS ${column}`)
            .join(', '),
        )
      : sql`0 AS units_high, 0 AS units_low, ${convertedSum(context)} AS nanos`;
  return sql`${raw(name)} AS MATERIALIZED (
    SELECT ${raw(keys.map((key, place) => `CAST(${key} AS text) AS key_${place}`).join(', '))}, s.kind,
      ${currencyOf(summed)} AS currency, ${amounts},
      ${raw(
        Object.entries(counts)
          .map(([column, count]) => `${count} AS ${column}`)
          .join(', '),
      )}
    ${from} WHERE ${where} GROUP BY ${raw([...keys, ...keysOfSums(summed)].join(', '))})`;
}

function selectSums(summed: SummedMoney, { name, times, limit }: GroupedPart): Sql[] {
  const { conversion, groupBy } = summed;
  const lacks = (isNeeded: (dimension: MoneyDimension) => boolean): string =>
    groupBy.flatMap((dimension, place) => (isNeeded(dimension) ? [`key_${place} IS NULL`] : [])).join(' OR ') ||
    '1 = 0';
  const lacksAny = lacks(() => true);
  // Without a value of its own, an item or an activity is unallocated with all of its shares, of which one stands for it.
  const lacksOfItem = lacks((dimension) => moneyDimensions[dimension].projection === undefined);
  const lacksOfActivity = lacks((dimension) => moneyDimensions[dimension].ofActivity !== undefined);

  const columns = ['units_high', 'units_low', 'nanos'];
  const groups = raw(`
    SELECT * FROM (
      SELECT 'group' AS part, ${times} AS times, ${groupBy.map((_dimension, place) => `key_${place}`).join(', ')},
        kind, currency, ${columns.map((column) => `CAST(${column} AS text) AS ${column}`).join(', ')}, items, activities
      FROM ${name} WHERE NOT (${lacksAny}) LIMIT ${limit}) ${name}_groups`);
  // Converted sums are texts, which SQLite cannot add up. `addSums` does.
  const [sum, groupedBy] = conversion === null ? ['sum', 'GROUP BY kind, currency'] : ['', ''];
  const add = (part: string, items: string, activities: string, where: string, most: number): Sql => sql`
    SELECT * FROM (
      SELECT ${raw(`'${part}' AS part, ${times} AS times, `)}${noKeys(summed)}, kind, currency,
        ${raw(columns.map((column) => `CAST(${sum}(${column}) AS text) AS ${column}`).join(', '))},
        ${raw(`${sum}(${items}) AS items, ${sum}(${activities}) AS activities`)}
      FROM ${raw(`${name} WHERE ${where} ${groupedBy} LIMIT ${most}) ${name}_${part}`)}`;
  return [
    groups,
    add(
      'unallocated',
      `CASE WHEN ${lacksOfItem} THEN whole_items ELSE items END`,
      activityBitOf(summed) === null ? '0' : `CASE WHEN ${lacksOfActivity} THEN whole_activities ELSE activities END`,
      lacksAny,
      limit,
    ),
    add('total', 'whole_items', 'whole_activities', '1 = 1', 2 * limit),
  ];
}

/** The numbers of activities of what is unallocated and of the totals, in a walk of their own. */
function countActivities(
  summed: SummedMoney,
  { from, where, keys }: SummedShares,
  { name, times }: GroupedPart,
): { readonly cte: Sql; readonly selects: readonly Sql[] } {
  const lacksAny = keys.map((key) => `${key} IS NULL`).join(' OR ');
  const select = (part: string, count: string): Sql => sql`
    SELECT ${raw(`'${part}', ${times}, `)}${noKeys(summed)}, kind, currency, '0', '0', '0', 0, ${raw(count)}
    FROM ${raw(name)}_activities`;
  return {
    cte: sql`${raw(name)}_activities AS MATERIALIZED (
      SELECT s.kind, ${currencyOf(summed)} AS currency, count(DISTINCT s.activity_id) AS activities,
        count(DISTINCT CASE WHEN ${raw(lacksAny)} THEN s.activity_id END) AS unallocated
      ${from} WHERE ${where} GROUP BY ${raw(keysOfSums(summed).join(', '))})`,
    selects: [select('total', 'activities'), select('unallocated', 'unallocated')],
  };
}

function currencyOf({ conversion }: SummedMoney): Sql {
  return conversion === null ? raw('s.currency') : sql`CAST(${conversion.to} AS text)`;
}

/** The columns that identify a sum together with the values. */
function keysOfSums({ conversion }: SummedMoney): string[] {
  return conversion === null ? ['s.kind', 's.currency'] : ['s.kind'];
}

/** The expression that counts by a bit of a column. */
function countedBy(column: 'firsts' | 'activity_firsts', bit: number): string {
  return `sum((s.${column} >> ${bit}) & 1)`;
}

export function isOfYearAndCurrency(context: RequestContext, summed: SummedMoney): Sql {
  return allOf([
    ...(summed.years === null ? [] : [years(summed.years, 'years', context)]),
    ...(summed.currencies === null ? [] : [context.read.isIn(sql`s.currency`, summed.currencies)]),
  ]);
}

export function noKeys({ groupBy }: SummedMoney): Sql {
  return raw(groupBy.map((_dimension, place) => `NULL AS key_${place}`).join(', '));
}
