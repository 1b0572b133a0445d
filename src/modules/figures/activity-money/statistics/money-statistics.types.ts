import { Field, Int, ObjectType } from 'type-graphql';
import { Cost } from '../../../../core/cost/field-cost';
import { Cached } from '../../../../core/types/cached';
import { Money } from '../../money/money';
import { MoneyKind } from '../../money/money-kind';
import { RateTable } from '../../rates/rate-table.entity';
import { MoneyDimension } from './money-dimension';
import { MAX_DIMENSIONS, MAX_GROUPS } from './money-share-costs';
import { scannedForActivities } from './money-statistics-cost';

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
      'Number of budgets and transactions that the sum includes as a whole or in part. One that is divided counts in each of its groups.',
  })
  items!: number;

  @Cost({ scansForAll: scannedForActivities })
  @Field(() => Int, { description: 'Number of activities whose money the sum includes as a whole or in part.' })
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
      'Value as filters take it: a code, a slug, a year or the name of an enum value. Null only if the entry has just been ' +
      'deleted.',
  })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Value as people read it: the name of the item in the language in which it is shown; the name of a country, a code or an ' +
      'enum value in the language that the operation prefers. Null if `value` is null.',
  })
  label!: string | null;
}

/** The name of the bound of all sums in a result together: they are at most as many as groups may be. */
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
  @Field(() => [MoneySum], {
    description: 'Sums of the group, ordered by kind as `MoneyKind` says, then by code of the currency.',
  })
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
