import { ArgsType, Field, InputType } from 'type-graphql';
import { IntFilter } from '../../../../core/listing/filter-inputs';
import { CurrencyCodeScalar } from '../../../../core/types/currency-code';
import { ActivityFilter } from '../../../catalogue/activity/activity.input';
import { MoneyKind } from '../../money/money-kind';
import { MoneyDimension } from './money-dimension';

@InputType({ description: 'Currency to convert sums of money to, and the table of rates to use.' })
export class ConversionInput {
  @Field(() => CurrencyCodeScalar, { description: 'ISO 4217 code of the currency to convert to.' })
  to!: string;

  @Field(() => String, { description: 'Name of a table of rates that the operator of the server has loaded.' })
  rates!: string;
}

@ArgsType()
export class MoneyStatisticsArgs {
  @Field(() => [MoneyKind], { description: 'Kinds of money to sum. An empty list selects nothing.' })
  kinds!: MoneyKind[];

  @Field(() => [MoneyDimension], { description: 'Dimensions to sum by: one to three, each at most once.' })
  groupBy!: MoneyDimension[];

  @Field(() => ActivityFilter, {
    nullable: true,
    description: 'Conditions on the activities whose money to sum. If absent, all activities that you may see.',
  })
  filter?: ActivityFilter | null;

  @Field(() => IntFilter, { nullable: true, description: 'Conditions on the year of the money. All years if absent.' })
  years?: IntFilter | null;

  @Field(() => [CurrencyCodeScalar], {
    nullable: true,
    description: 'ISO 4217 codes of the currencies to sum. All currencies if absent; an empty list selects nothing.',
  })
  currencies?: string[] | null;

  @Field(() => ConversionInput, {
    nullable: true,
    description:
      'Converts all money to one currency. Each budget and transaction in another currency is converted by the rates of its ' +
      'value date, or else by the latest of the 31 days before, and rounded to the minor unit, halves away from zero; its parts ' +
      'add up to the rounded amount. Money in that currency stays as it is. If absent, nothing is converted.',
  })
  convert?: ConversionInput | null;
}
