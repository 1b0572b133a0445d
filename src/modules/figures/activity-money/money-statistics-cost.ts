import { snakeCase } from 'typeorm/util/StringUtils';
import type { FieldCall } from '../../../core/cost/field-cost';
import { currencyCodes } from '../../../core/types/currency-code';
import { MoneyDimension, moneyDimensions } from './money-dimension';
import {
  CONVERSION_OF_SHARE,
  costOfSums,
  MAX_CHANGED,
  MAX_DIMENSIONS,
  MAX_GROUPS,
  MAX_UNPUBLISHED,
  WALK_OF_ADDED,
  walkOfShare,
} from './money-share-costs';

/** The most sums that there can be. */
export function sumsAtMost({ sizes }: FieldCall): number {
  return Math.min(MAX_GROUPS, sizes.rowsOf('money_share'));
}

/** The most sums for one value: one for each kind and currency. The arguments are not validated. */
export function totalsAtMost(call: FieldCall): number {
  const { kinds, currencies } = call.args;
  const lengthOf = (list: unknown, others: number): number => (Array.isArray(list) ? list.length : others);
  return Math.min(
    sumsAtMost(call),
    lengthOf(kinds, 1) * (currencies == null ? currencyCodes.length : lengthOf(currencies, 1)),
  );
}

/** The most rows that the sums are made from, with the names of the values. All are read, whichever sums are selected. */
export function rowsAtMost(call: FieldCall): number {
  const { groupBy, convert } = call.args;
  const [sums, totals] = [sumsAtMost(call), totalsAtMost(call)];
  // Converted sums are added up here: those of groups, of what is unallocated, and all of them again for the totals. Of kept
  // totals, there are further rows for what is taken away and for what is added.
  const ofSums = convert == null ? (isKept(call) ? 3 : 1) * (sums + 2 * totals) : 4 * sums;
  // The numbers of activities have rows of their own, and so has what cannot be converted.
  return ofSums + 3 * totals + namesAtMost(groupBy, call);
}

function namesAtMost(groupBy: unknown, call: FieldCall): number {
  const named: readonly unknown[] = Array.isArray(groupBy) ? groupBy : [groupBy];
  const tables = Object.values(MoneyDimension).flatMap((dimension) => {
    const { reference } = moneyDimensions[dimension];
    return reference !== undefined && named.includes(dimension) ? [snakeCase(reference.name)] : [];
  });
  return tables.reduce((sum, table) => sum + Math.min(sumsAtMost(call), call.sizes.rowsOf(table)), 0);
}

/** True if the sums may be made from kept totals. */
function isKept({ args }: FieldCall): boolean {
  return args['filter'] == null && args['years'] == null && args['convert'] == null;
}

/** Each group has a value for each dimension. `groupBy` is not validated. */
export function keysAtMost(call: FieldCall): number {
  const { groupBy } = call.args;
  const dimensions = Array.isArray(groupBy) ? Math.min(groupBy.length, MAX_DIMENSIONS) : 1;
  return sumsAtMost(call) * dimensions;
}

/** The cost of the activities that are chosen, also beside kept totals, and of the shares that are summed. */
export function scannedForSums(call: FieldCall): number {
  const { args, sizes, conditions } = call;
  const perShare = walkOfShare(args['groupBy']) + (args['convert'] == null ? 0 : CONVERSION_OF_SHARE);
  const activities = sizes.rowsOf('activity');
  // Those that are added are counted first.
  const added = isKept(call) ? 2 * Math.min(activities, MAX_CHANGED + MAX_UNPUBLISHED) * WALK_OF_ADDED : 0;
  return activities * (conditions + WALK_OF_ACTIVITY) + added + costOfSums(sizes.rowsOf('money_share'), perShare);
}

/** What choosing an activity costs, without the conditions of the filter. */
const WALK_OF_ACTIVITY = 0.3;
