import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { DateScalar } from '../../../core/types/scalars';
import { Money, MoneyInput } from './money';

export enum BudgetType {
  ORIGINAL = 'ORIGINAL',
  REVISED = 'REVISED',
}

registerEnumType(BudgetType, {
  name: 'BudgetType',
  description: 'Type of a budget.',
  valuesConfig: {
    ORIGINAL: { description: 'Budget as it was first approved.' },
    REVISED: { description: 'Budget that has been changed. It replaces the original one of the same period in sums.' },
  },
});

export enum BudgetStatus {
  INDICATIVE = 'INDICATIVE',
  COMMITTED = 'COMMITTED',
}

registerEnumType(BudgetStatus, {
  name: 'BudgetStatus',
  description: 'Status of a budget.',
  valuesConfig: {
    INDICATIVE: { description: 'Estimate that is not binding.' },
    COMMITTED: { description: 'Budget to which the funder is bound.' },
  },
});

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Budget of an activity for a period of at most 366 days.' })
export class Budget {
  activityId!: number;

  @Field(() => BudgetType, { description: 'Type of the budget.' })
  type!: BudgetType;

  @Field(() => BudgetStatus, { description: 'Status of the budget.' })
  status!: BudgetStatus;

  @Field(() => DateScalar, { description: 'First day of the period. The budget counts in the year of this day.' })
  periodStart!: string;

  @Field(() => DateScalar, { description: 'Last day of the period.' })
  periodEnd!: string;

  @Field(() => Money, { description: 'Amount of the budget.' })
  value!: Money;

  @Field(() => DateScalar, { description: 'Day whose exchange rate applies if the amount is converted.' })
  valueDate!: string;
}

/** A budget as a part of content. All fields are present, in a fixed order. */
export interface BudgetContent extends Omit<Budget, 'value' | 'activityId'> {
  readonly value: { readonly amount: string; readonly currency: string };
}

@InputType({ description: 'Budget of an activity for a period.' })
export class BudgetInput {
  @Field(() => BudgetType, { description: 'Type of the new budget.' })
  type!: BudgetType;

  @Field(() => BudgetStatus, { description: 'Status of the new budget.' })
  status!: BudgetStatus;

  @Field(() => DateScalar, { description: 'First day of the period, in the years 1900 to 2200.' })
  periodStart!: string;

  @Field(() => DateScalar, { description: 'Last day of the period, at most 365 days after the first.' })
  periodEnd!: string;

  @Field(() => MoneyInput, { description: 'Amount of the budget.' })
  value!: MoneyInput;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Day whose exchange rate applies if the amount is converted. The first day of the period if null or absent.',
  })
  valueDate?: string | null;
}
