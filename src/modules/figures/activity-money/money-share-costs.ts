import type { FieldCall } from '../../../core/cost/field-cost';
import { MoneyDimension, moneyDimensions } from './money-dimension';

/*
 * What reading shares of money costs, and the limits that bound it.
 */

export const MAX_DIMENSIONS = 3;
export const MAX_GROUPS = 10_000;

/** What summing a share costs; see `WALK_COST`. */
export const WALK_OF_SHARE = 0.6;

/** The same by values that shares have themselves. Their activities are not joined, and indexes have the shares in order. */
const WALK_OF_OWN_VALUES = 0.35;

/** What converting a share costs besides. */
export const CONVERSION_OF_SHARE = 3;

/** What summing a share costs by some dimensions, which are not validated. */
export function walkOfShare(groupBy: unknown): number {
  const areMany = Array.isArray(groupBy) && groupBy.length === MAX_DIMENSIONS;
  return areMany || hasValuesOfActivities(groupBy) ? WALK_OF_SHARE : WALK_OF_OWN_VALUES;
}

function hasValuesOfActivities(groupBy: unknown): boolean {
  const named: readonly unknown[] = Array.isArray(groupBy) ? groupBy : [groupBy];
  return Object.values(MoneyDimension).some(
    (dimension) => named.includes(dimension) && moneyDimensions[dimension].ofActivity !== undefined,
  );
}

/** With more activities that have changed since the kept totals were counted, all shares are summed instead. */
export const MAX_CHANGED = 500;

/** If more activities than this are not public, sums are made from all shares for viewers who see such activities. */
export const MAX_UNPUBLISHED = 20_000;

/**
 * Of activities that have changed since the kept totals were counted, the shares that they had and those that they have are read.
 * With more of them, all shares are summed instead.
 */
export const MAX_CHANGED_SHARES = 20_000;

/** What reading a share of a changed activity costs: measured with few shares in each group. */
export const WALK_OF_CHANGED = 2.5;

/** What finding an activity costs that the kept totals do not have, or not as it is now. */
export const WALK_OF_ADDED = 0.6;

/** What summing shares costs: all of them, or those of changed activities. */
export function costOfSums(shares: number, perShare: number): number {
  return Math.max(shares * perShare, Math.min(2 * shares, MAX_CHANGED_SHARES) * WALK_OF_CHANGED);
}

/**
 * What counting the activities of shares costs besides, for each share: by values of the shares, and by values of activities. Measured for a
 * kind that has a third of them.
 */
const COUNT_OF_SHARE = { ownValues: 0.2, valuesOfActivities: 0.43 };

/** Counting activities takes another walk over the shares of `moneyStatistics`, unless a bit of shares counts them. */
export function scannedForActivities({ args, sizes }: FieldCall): number {
  const { groupBy } = args;
  if (groupBy === undefined) return 0;
  const hasBit =
    args['years'] == null && args['convert'] == null && Array.isArray(groupBy) && groupBy.length < MAX_DIMENSIONS;
  if (hasBit) return 0;
  const perShare = COUNT_OF_SHARE[hasValuesOfActivities(groupBy) ? 'valuesOfActivities' : 'ownValues'];
  return costOfSums(sizes.rowsOf('money_share'), perShare);
}
