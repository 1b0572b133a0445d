import { snakeCase } from 'typeorm/util/StringUtils';
import { enumValuesIn, type FieldCall, type RawArgs } from '../../../../core/cost/field-cost';
import { currencyCodes } from '../../../../core/types/currency-code';
import { MoneyDimension, moneyDimensions } from './money-dimension';
import {
  costOfManySums,
  countOfShare,
  MAX_CHANGED,
  MAX_CHANGED_SHARES,
  MAX_DIMENSIONS,
  MAX_GROUPS,
  MAX_UNPUBLISHED,
  WALK_OF_ADDED,
  WALK_OF_CHANGED,
  walkOfActivity,
  walkOfShare,
} from './money-share-costs';
import { keptDimensionsOf, type SumsToMake } from './summed-money';

/** The most sums that there can be. Groups by kind alone divide no sum, because each sum has one kind. */
export function sumsAtMost(call: FieldCall): number {
  const isByKind = sumsToMake(call.args).groupBy.every((dimension) => dimension === MoneyDimension.KIND);
  return isByKind ? totalsAtMost(call) : Math.min(MAX_GROUPS, call.sizes.rowsOf('money_share'));
}

/** The most sums for one value: one for each kind and currency. The arguments are not validated. */
export function totalsAtMost({ args: { kinds, currencies }, sizes }: FieldCall): number {
  const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 1);
  return Math.min(
    MAX_GROUPS,
    sizes.rowsOf('money_share'),
    lengthOf(kinds) * (currencies == null ? currencyCodes.length : lengthOf(currencies)),
  );
}

/** The most rows that the sums are made from, with the names of the values. All are read, whichever sums are selected. */
export function rowsAtMost(call: FieldCall): number {
  const toMake = sumsToMake(call.args);
  const [sums, totals] = [sumsAtMost(call), totalsAtMost(call)];
  // Converted sums are added up here: those of groups, of what is unallocated, and all of them again for the totals. Of kept
  // totals, there are further rows for what is taken away and for what is added.
  const ofSums =
    toMake.conversion === null ? (keptDimensionsOf(toMake) === null ? 1 : 3) * (sums + 2 * totals) : 4 * sums;
  // The numbers of activities have rows of their own, and so has what cannot be converted.
  return ofSums + 3 * totals + namesAtMost(toMake, call);
}

function namesAtMost({ groupBy }: SumsToMake, call: FieldCall): number {
  const tables = groupBy.flatMap((dimension) => {
    const { reference } = moneyDimensions[dimension];
    return reference === undefined ? [] : [snakeCase(reference.name)];
  });
  return tables.reduce((sum, table) => sum + Math.min(sumsAtMost(call), call.sizes.rowsOf(table)), 0);
}

/** Each group has a value for each dimension. */
export function keysAtMost(call: FieldCall): number {
  return sumsAtMost(call) * sumsToMake(call.args).groupBy.length;
}

/** The cost of the activities that are chosen, also beside kept totals, of the shares that are summed, and of many sums. */
export function scannedForSums({ args, sizes, conditions }: FieldCall): number {
  const toMake = sumsToMake(args);
  const [activities, shares] = [sizes.rowsOf('activity'), sizes.rowsOf('money_share')];
  const ofActivities = activities * (conditions + walkOfActivity(toMake));
  const walked = shares * walkOfShare(toMake) + costOfManySums(toMake, shares) + ofActivities;
  if (keptDimensionsOf(toMake) === null) return walked;
  // What is added to the kept totals is counted first. If it is too much, or the viewer sees other networks, all shares are walked.
  const added = Math.min(activities, MAX_CHANGED + MAX_UNPUBLISHED) * WALK_OF_ADDED;
  return added + Math.max(walked, added + Math.min(2 * shares, MAX_CHANGED_SHARES) * WALK_OF_CHANGED);
}

/** The cost of counting the activities of sums. */
export function scannedForActivities({ args, sizes }: FieldCall): number {
  return sizes.rowsOf('money_share') * countOfShare(sumsToMake(args));
}

/** The sums that arguments ask for, which are not validated. */
function sumsToMake({ groupBy, filter = null, years = null, convert = null }: RawArgs): SumsToMake {
  const dimensions = enumValuesIn(groupBy, MoneyDimension).slice(0, MAX_DIMENSIONS);
  return { groupBy: dimensions, filter, years, conversion: convert };
}
