import type { IntFilter } from '../../../../core/listing/filter-inputs';
import type { ActivityFilter } from '../../../catalogue/activity/activity.input';
import type { MoneyKind } from '../../money/money-kind';
import { keptDimensions, MAX_KEPT_DIMENSIONS } from '../kept-totals/kept-totals';
import type { Conversion } from './money-conversion';
import { activityBitOfSums, type MoneyDimension, moneyDimensions } from './money-dimension';

/** What decides how sums are made: the dimensions, and for the conditions and the conversion, whether they are null. */
export interface SumsToMake {
  readonly groupBy: readonly MoneyDimension[];
  readonly filter: unknown;
  readonly years: unknown;
  readonly conversion: unknown;
}

/** The money to sum. */
export interface SummedMoney extends SumsToMake {
  readonly kinds: readonly MoneyKind[];
  readonly filter: ActivityFilter | null;
  readonly years: IntFilter | null;
  readonly currencies: readonly string[] | null;
  readonly conversion: Conversion | null;
  /** True if the activities of each sum are counted. */
  readonly countsActivities: boolean;
}

/** The dimensions by which kept totals may have the sums. Null: only all shares give them. */
export function keptDimensionsOf({ groupBy, filter, years, conversion }: SumsToMake): readonly MoneyDimension[] | null {
  if (filter !== null || years !== null || conversion !== null) return null;
  const kept = keptDimensions.filter((dimension) => groupBy.includes(dimension));
  return kept.length <= MAX_KEPT_DIMENSIONS ? kept : null;
}

/**
 * The bit that counts the activities of groups. Null: the share that has it may not be among those that are summed, because of a condition
 * on years, or several currencies are summed, or there are too many dimensions.
 */
export function activityBitOf({ groupBy, years, conversion }: SumsToMake): number | null {
  return years === null && conversion === null ? activityBitOfSums(groupBy) : null;
}

/** True if shares are joined with their activities, which have values of the dimensions. */
export function haveValuesOfActivities({ groupBy }: Pick<SumsToMake, 'groupBy'>): boolean {
  return groupBy.some(isOfActivity);
}

export function isOfActivity(dimension: MoneyDimension): boolean {
  return moneyDimensions[dimension].ofActivity !== undefined;
}
