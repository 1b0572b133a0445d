import { snakeCase } from 'typeorm/util/StringUtils';
import type { RequestContext } from '../../../../core/access/request-context';
import { localizedTypeOf } from '../../../../core/languages/translation.entity';
import { raw, sql } from '../../../../database/sql/sql';
import { joinTranslation, shownText } from '../../../../database/sql/translation-join';
import { BadUserInputError } from '../../../../errors';
import { moneyKinds } from '../../money/money-kind';
import type { GroupedSum } from './added-sums';
import { getConversion } from './money-conversion';
import { type MoneyDimension, moneyDimensions } from './money-dimension';
import { MAX_DIMENSIONS } from './money-share-costs';
import type { ConversionInput } from './money-statistics.input';
import type { MoneyGroup, MoneyStatistics, MoneySum } from './money-statistics.types';
import { readSums } from './money-sums';
import type { SummedMoney } from './summed-money';

interface MoneyToSum extends Omit<SummedMoney, 'conversion'> {
  readonly convert: ConversionInput | null;
}

/**
 * Sums money by one to three dimensions.
 *
 * @throws BadUserInputError (`groupBy`) unless there are one to three dimensions, each once, and (`convert.rates`) when there is no
 *   such table of rates; QueryTooComplexError when there are more than 10,000 sums
 */
export async function sumMoney(context: RequestContext, summed: MoneyToSum): Promise<MoneyStatistics> {
  const { groupBy } = summed;
  if (groupBy.length < 1 || groupBy.length > MAX_DIMENSIONS || new Set(groupBy).size < groupBy.length) {
    throw new BadUserInputError(`groupBy must name one to ${MAX_DIMENSIONS} dimensions, each at most once`, 'groupBy');
  }
  const conversion = summed.convert === null ? null : await getConversion(context, summed.convert);
  const sums = await readSums(context, { ...summed, conversion });
  return {
    groups: await toGroups(context, groupBy, sums.groups),
    unallocated: orderSums(sums.unallocated),
    totals: orderSums(sums.totals),
    unconverted: orderSums(sums.unconverted),
    rates: conversion?.table ?? null,
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

async function toGroups(
  context: RequestContext,
  groupBy: readonly MoneyDimension[],
  rows: readonly GroupedSum[],
): Promise<MoneyGroup[]> {
  const names = await Promise.all(
    groupBy.map((dimension, place) =>
      namesOf(context, dimension, [...new Set(rows.map(({ keys }) => String(keys[place])))]),
    ),
  );
  const groups = new Map<string, GroupedSum[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.keys);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const found = [...groups.values()].map((ofGroup) => ({
    keys: groupBy.map((dimension, place) => {
      const { value = null, label = null } = names[place]!.get(String(ofGroup[0]!.keys[place])) ?? {};
      return { dimension, value, label };
    }),
    sums: orderSums(ofGroup.map(({ sum }) => sum)),
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
