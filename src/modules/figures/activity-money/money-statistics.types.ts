import { Field, Int, ObjectType } from 'type-graphql';
import { Cost, type FieldCall } from '../../../core/cost/field-cost';
import { Cached } from '../../../core/types/cached';
import { Money } from '../money/money';
import { MoneyKind } from '../money/money-kind';
import { RateTable } from '../rates/rate-table.entity';
import { MoneyDimension, moneyDimensions } from './money-dimension';

export const MAX_DIMENSIONS = 3;
export const MAX_GROUPS = 10_000;

/** What summing a share costs; see `WALK_COST`. */
export const WALK_OF_SHARE = 0.6;

/** The same by values that shares have themselves. Their activities are not joined, and indexes have the shares in order. */
const WALK_OF_OWN_VALUES = 0.35;

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
function scannedForActivities({ args, sizes }: FieldCall): number {
  const { groupBy } = args;
  if (groupBy === undefined) return 0;
  const hasBit =
    args['years'] == null && args['convert'] == null && Array.isArray(groupBy) && groupBy.length < MAX_DIMENSIONS;
  if (hasBit) return 0;
  const perShare = COUNT_OF_SHARE[hasValuesOfActivities(groupBy) ? 'valuesOfActivities' : 'ownValues'];
  return costOfSums(sizes.rowsOf('money_share'), perShare);
}

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Exact sum of money of one kind in one currency.',
})
export class MoneySum {
  @Field(() => MoneyKind, { description: 'Kind of the money.' })
  kind!: MoneyKind;

  @Field(() => Money, { description: 'Sum of the amounts.' })
  value!: Money;

  @Field(() => Int, {
    description:
      'Number of budgets and transactions of which the sum has a part. One that is divided counts in each of its groups.',
  })
  items!: number;

  @Cost({ scansForAll: scannedForActivities })
  @Field(() => Int, { description: 'Number of activities of which the sum has a part.' })
  activities!: number;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Value that all money of a group has in one dimension.' })
export class MoneyKey {
  @Field(() => MoneyDimension, { description: 'Dimension that the value belongs to.' })
  dimension!: MoneyDimension;

  @Field(() => String, {
    nullable: true,
    description:
      'Value as filters take it: a code, a slug or a year. Null only for an entry that was deleted just now.',
  })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Value as people read it: the name of the item in the language in which it is shown, or of a country or a kind in the ' +
      'language that the operation prefers. Null if `value` is null.',
  })
  label!: string | null;
}

/** The name of the bound of all sums of an answer together: they are at most as many as groups may be. */
export const SUMS = 'sums';

/** The name of the bound of totals: one sum for each kind and currency. */
export const TOTALS = 'totals';

/** The name of the bound of the rows that are read, whichever sums are selected. */
export const ROWS = 'rows of sums';

/** The name of the bound of the values of all groups together. */
export const KEYS = 'keys';

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Money that has the same values in the requested dimensions.' })
export class MoneyGroup {
  @Cost({ size: { assumed: MAX_DIMENSIONS, within: KEYS } })
  @Field(() => [MoneyKey], {
    description: 'Values of the group, one for each requested dimension, in the order of `groupBy`.',
  })
  keys!: MoneyKey[];

  @Cost({ size: { assumed: MAX_GROUPS, within: SUMS } })
  @Field(() => [MoneySum], { description: 'Sums of the group by kind and currency, ordered by these.' })
  sums!: MoneySum[];
}

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description:
    'Sums of money by dimensions. The sums of all groups and `unallocated` add up to `totals`, to the last digit.',
})
export class MoneyStatistics {
  @Cost({ size: { assumed: MAX_GROUPS, within: SUMS } })
  @Field(() => [MoneyGroup], {
    description: 'Groups of money that has a value in each of the dimensions, ordered by these values.',
  })
  groups!: MoneyGroup[];

  @Cost({ size: { assumed: MAX_GROUPS, within: TOTALS } })
  @Field(() => [MoneySum], { description: 'Sums of all money, by kind and currency.' })
  totals!: MoneySum[];

  @Cost({ size: { assumed: MAX_GROUPS, within: TOTALS } })
  @Field(() => [MoneySum], {
    description: 'Sums of the money that lacks a value in one of the dimensions, by kind and currency.',
  })
  unallocated!: MoneySum[];

  @Cost({ size: { assumed: MAX_GROUPS, within: TOTALS } })
  @Field(() => [MoneySum], {
    description:
      'Sums of the money that cannot be converted, by kind and its own currency: the table has no rate of the value date, nor ' +
      'of the 31 days before it. It is in no other sum. Empty without `convert`.',
  })
  unconverted!: MoneySum[];

  @Field(() => RateTable, { nullable: true, description: 'Rates by which money is converted. Null without `convert`.' })
  rates!: RateTable | null;
}
