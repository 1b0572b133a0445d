import { MoneyDimension } from './money-dimension';
import { activityBitOf, haveValuesOfActivities, type SumsToMake } from './summed-money';

/*
 * Cost of reading shares of money, and the limits that bound it.
 */

export const MAX_DIMENSIONS = 3;
export const MAX_GROUPS = 10_000;

/**
 * Cost of summing a share; see `WALK_COST`. By one or two values that shares have themselves, activities are not joined, and indexes
 * have the shares in order.
 */
const WALK_OF_SHARE = { ownValues: 0.35, otherValues: 0.6 };

/** Cost of choosing an activity, without the conditions of the filter; and of finding the network that it is in alone. */
const WALK_OF_ACTIVITY = 0.3;
const NETWORK_OF_ACTIVITY = 0.5;

/** Cost of choosing an activity with its values, without the conditions of the filter. */
export function walkOfActivity({ groupBy }: SumsToMake): number {
  return WALK_OF_ACTIVITY + (groupBy.includes(MoneyDimension.NETWORK) ? NETWORK_OF_ACTIVITY : 0);
}

/** Additional cost of converting a share. */
const CONVERSION_OF_SHARE = 3;

/**
 * Additional cost of counting the activities of shares, for each share: by values of the shares, and by values of activities.
 * Measured for a kind that has a third of them.
 */
const COUNT_OF_SHARE = { ownValues: 0.2, valuesOfActivities: 0.43 };

/** Cost of summing a share if all shares are summed. */
export function walkOfShare(sums: SumsToMake): number {
  const isOther = sums.groupBy.length === MAX_DIMENSIONS || haveValuesOfActivities(sums);
  return WALK_OF_SHARE[isOther ? 'otherValues' : 'ownValues'] + (sums.conversion === null ? 0 : CONVERSION_OF_SHARE);
}

/**
 * Cost of passing a sum on and adding it up, without its rows. Measured by three dimensions with 5,000 activities and 49,502 shares:
 * without it, a point took three times as long as one of facets.
 */
const COST_OF_SUM = 12;

/** Cost of the sums themselves. By less than three dimensions, there are far fewer than may be read. */
export function costOfManySums({ groupBy }: SumsToMake, shares: number): number {
  return groupBy.length === MAX_DIMENSIONS ? Math.min(shares, MAX_GROUPS) * COST_OF_SUM : 0;
}

/** Cost of counting the activities of sums, for each share: another walk, unless a bit of shares counts them. */
export function countOfShare(sums: SumsToMake): number {
  if (activityBitOf(sums) !== null) return 0;
  return COUNT_OF_SHARE[haveValuesOfActivities(sums) ? 'valuesOfActivities' : 'ownValues'];
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

/** Cost of reading a share of a changed activity, measured with few shares in each group. */
export const WALK_OF_CHANGED = 2.5;

/** Cost of finding an activity that the kept totals lack, or have in an earlier state. */
export const WALK_OF_ADDED = 0.6;
