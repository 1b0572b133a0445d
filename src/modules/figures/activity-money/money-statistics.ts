import { snakeCase } from 'typeorm/util/StringUtils';
import { BadUserInputError, QueryTooComplexError } from '../../../errors';
import { allOf } from '../../../database/read-database';
import type { Row } from '../../../database/row-mapper';
import { empty, join, raw, sql, type Sql } from '../../../database/sql';
import { joinTranslation, shownText } from '../../../database/translation-join';
import type { RequestContext } from '../../../core/access/request-context';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import { numberField } from '../../../core/listing/filter';
import type { IntFilter } from '../../../core/listing/filter-inputs';
import { decimalOf } from '../../../core/types/decimal';
import { countedActivities } from '../../catalogue/activity/activity.counts';
import type { ActivityFilter } from '../../catalogue/activity/activity.input';
import { nanosOfSums } from '../money/money';
import { moneyKinds, type MoneyKind } from '../money/money-kind';
import { bitOf } from '../money/money-shares';
import { convertedSum, factors, getConversion, type Conversion } from './money-conversion';
import { moneyDimensions, projectionOf, type MoneyDimension } from './money-dimension';
import {
  MAX_DIMENSIONS,
  MAX_GROUPS,
  type ConversionInput,
  type MoneyGroup,
  type MoneyStatistics,
  type MoneySum,
} from './money-statistics.types';

/** Which money is summed. */
export interface SummedMoney {
  readonly kinds: readonly MoneyKind[];
  readonly groupBy: readonly MoneyDimension[];
  readonly filter: ActivityFilter | null;
  readonly years: IntFilter | null;
  readonly currencies: readonly string[] | null;
  readonly convert: ConversionInput | null;
}

/** The sets of shares that are summed in one statement. */
type Part = 'group' | 'unallocated' | 'total' | 'unconverted';

/** One row: a sum in a part, and the keys of its group. */
interface SummedRow {
  readonly part: Part;
  readonly keys: readonly (string | number | null)[];
  readonly sum: MoneySum;
}

const years = numberField('s.year');

/**
 * Sums money by one to three dimensions.
 *
 * @throws BadUserInputError (`groupBy`) unless there are one to three dimensions, each once, and (`convert.rates`) when there is no
 *   such table of rates; QueryTooComplexError when there are more than 10,000 sums
 */
export async function sumMoney(context: RequestContext, summed: SummedMoney): Promise<MoneyStatistics> {
  const { groupBy } = summed;
  if (groupBy.length < 1 || groupBy.length > MAX_DIMENSIONS || new Set(groupBy).size < groupBy.length) {
    throw new BadUserInputError(`groupBy must name one to ${MAX_DIMENSIONS} dimensions, each at most once`, 'groupBy');
  }
  const conversion = summed.convert === null ? null : await getConversion(context, summed.convert);
  const rows = await readSums(context, summed, conversion);
  const of = (part: Part): SummedRow[] => rows.filter((row) => row.part === part);
  const groups = of('group');
  if (groups.length > MAX_GROUPS) {
    throw new QueryTooComplexError(
      `The result has more than ${MAX_GROUPS} sums: add a filter, or use fewer dimensions or kinds`,
    );
  }
  return {
    groups: await toGroups(context, groupBy, groups),
    unallocated: sumsOf(of('unallocated')),
    totals: sumsOf(of('total')),
    unconverted: sumsOf(of('unconverted')),
    rates: conversion?.table ?? null,
  };
}

/** All parts in one statement, so that they add up whatever is written meanwhile. */
async function readSums(
  context: RequestContext,
  summed: SummedMoney,
  conversion: Conversion | null,
): Promise<SummedRow[]> {
  const { groupBy, kinds, filter } = summed;
  if (kinds.length === 0 || summed.currencies?.length === 0) return [];
  const { read, viewer } = context;
  const by = groupBy.map((dimension) => moneyDimensions[dimension]);
  const { where, conditionsCost } = countedActivities(context, filter);
  const columns = by.flatMap(({ key, ofActivity }) =>
    ofActivity === undefined ? [] : [sql`${ofActivity(viewer)} AS ${raw(key.slice(2))}`],
  );
  const isSummed = allOf([
    read.isIn(sql`s.kind`, kinds),
    ...(summed.years === null ? [] : [years(summed.years, 'years', context)]),
    ...(summed.currencies === null ? [] : [read.isIn(sql`s.currency`, summed.currencies)]),
  ]);
  const keys = by.map(({ key }) => key);
  const hasAll = keys.map((key) => `${key} IS NOT NULL`).join(' AND ');
  const bit = bitOf(projectionOf(groupBy));
  const whole = bitOf(projectionOf([]));
  // An item whose own value is missing is unallocated with all of its shares, of which one stands for it.
  const itemKeys = by.filter(({ projection }) => projection === undefined).map(({ key }) => `${key} IS NULL`);
  const unallocatedBit =
    itemKeys.length === 0 ? String(bit) : `CASE WHEN ${itemKeys.join(' OR ')} THEN ${whole} ELSE ${bit} END`;
  const select = (part: Part, condition: string, counted: string): Sql => {
    const grouped = part === 'group' ? keys : [];
    const isConverted = conversion !== null && part !== 'unconverted';
    const amounts = isConverted
      ? sql`CAST(${conversion.to} AS text) AS currency, '0' AS units_high, '0' AS units_low, ${convertedSum(context)} AS nanos`
      : raw(`s.currency, ${SUMS}`);
    return sql`
      SELECT ${raw(`'${part}'`)} AS part, ${raw(keys.map((key, place) => `${part === 'group' ? `CAST(${key} AS text)` : 'NULL'} AS key_${place}`).join(', '))},
        s.kind, ${amounts}, sum((s.firsts >> (${raw(counted)})) & 1) AS items,
        count(DISTINCT s.activity_id) AS activities
      FROM money_share s JOIN chosen c ON c.id = s.activity_id
      ${isConverted ? raw('JOIN factor f ON f.currency = s.currency AND f.value_date = s.value_date') : empty}
      WHERE ${isSummed} AND ${raw(condition)}
      GROUP BY ${raw([...grouped, 's.kind', ...(isConverted ? [] : ['s.currency'])].join(', '))}
      ${part === 'group' ? raw(`LIMIT ${MAX_GROUPS + 1}`) : empty}`;
  };
  const withoutFactor = `NOT EXISTS (
    SELECT 1 FROM factor f WHERE f.currency = s.currency AND f.value_date = s.value_date)`;
  const rows = await read.query(
    sql`
      WITH chosen AS MATERIALIZED (SELECT ${join([raw('a.id'), ...columns])} FROM activity a WHERE ${allOf(where)})
      ${conversion === null ? empty : sql`, ${factors(conversion, isSummed)}`}
      SELECT * FROM (${select('group', hasAll, String(bit))}) g
      UNION ALL ${select('unallocated', `NOT (${hasAll})`, unallocatedBit)}
      UNION ALL ${select('total', '1 = 1', String(whole))}
      ${conversion === null ? empty : sql`UNION ALL ${select('unconverted', withoutFactor, String(whole))}`}`,
    'custom',
    {
      tables: ['money_share'],
      perRow: conditionsCost + WALK_OF_SHARE + (conversion === null ? 0 : CONVERSION_OF_SHARE),
    },
  );
  return rows.map((row) => ({
    part: row['part'] as Part,
    keys: by.map((_dimension, place) => row[`key_${place}`] as string | null),
    sum: toSum(row),
  }));
}

/** What summing a share costs; see `WALK_COST`. */
export const WALK_OF_SHARE = 0.6;

/** What converting a share costs besides. */
export const CONVERSION_OF_SHARE = 3;

/**
 * The sums of amounts as text: their digits may be more than a number or a 64-bit integer holds. Units are added in two halves
 * of 32 bits, because SQLite refuses sums of integers beyond 64 bits.
 */
export const SUMS = `CAST(sum(s.units >> 32) AS text) AS units_high, CAST(sum(s.units & 4294967295) AS text) AS units_low,
  CAST(sum(s.nanos) AS text) AS nanos`;

/** The sum of a row with the columns of `SUMS`, and `kind`, `currency`, `items` and `activities`. */
export function toSum(row: Row): MoneySum {
  const units = BigInt(row['unitsHigh'] as string) * 2n ** 32n + BigInt(row['unitsLow'] as string);
  return {
    kind: row['kind'] as MoneyKind,
    value: {
      amount: decimalOf(nanosOfSums(String(units), row['nanos'] as string)),
      currency: row['currency'] as string,
    },
    items: Number(row['items']),
    activities: Number(row['activities']),
  };
}

/** Sums ordered by kind and currency. */
export function orderSums(sums: readonly MoneySum[]): MoneySum[] {
  return [...sums].sort(
    (one, other) =>
      moneyKinds.indexOf(one.kind) - moneyKinds.indexOf(other.kind) ||
      (one.value.currency < other.value.currency ? -1 : 1),
  );
}

function sumsOf(rows: readonly SummedRow[]): MoneySum[] {
  return orderSums(rows.map(({ sum }) => sum));
}

async function toGroups(
  context: RequestContext,
  groupBy: readonly MoneyDimension[],
  rows: readonly SummedRow[],
): Promise<MoneyGroup[]> {
  const names = await Promise.all(
    groupBy.map((dimension, place) =>
      namesOf(context, dimension, [...new Set(rows.map(({ keys }) => String(keys[place])))]),
    ),
  );
  const groups = new Map<string, SummedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.keys);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const found = [...groups.values()].map((ofGroup) => ({
    keys: groupBy.map((dimension, place) => {
      const { value = null, label = null } = names[place]!.get(String(ofGroup[0]!.keys[place])) ?? {};
      return { dimension, value, label };
    }),
    sums: sumsOf(ofGroup),
  }));
  return found.sort((one, other) => {
    for (const [place, dimension] of groupBy.entries()) {
      const order = compareValues(moneyDimensions[dimension].numeric, one.keys[place]!.value, other.keys[place]!.value);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareValues(isNumeric: true | undefined, one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return isNumeric ? Number(one) - Number(other) : one < other ? -1 : 1;
}

interface KeyName {
  readonly value: string;
  readonly label: string;
}

/** The values and labels of keys of a dimension. */
async function namesOf(
  context: RequestContext,
  dimension: MoneyDimension,
  keys: readonly string[],
): Promise<Map<string, KeyName>> {
  const { reference, labelOf } = moneyDimensions[dimension];
  if (reference === undefined) return new Map(keys.map((key) => [key, { value: key, label: labelOf!(key, context) }]));
  if (keys.length === 0) return new Map();
  const { read, operation } = context;
  const rows = await read.query<KeyName & { id: number }>(sql`
    SELECT v.id, v.slug AS value, ${raw(shownText('v', 'name'))} AS label
    FROM ${raw(snakeCase(reference.name))} v ${joinTranslation('v', localizedTypeOf(reference)!, operation.locales)}
    WHERE ${read.isIn(sql`v.id`, keys.map(Number))}`);
  return new Map(rows.map(({ id, value, label }) => [String(id), { value, label }]));
}
