import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, edgeType, PagingArgs } from '../../../../core/listing/connection';
import { MutationInput } from '../../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../../core/mutations/mutation-payloads';
import { Cached } from '../../../../core/types/cached';
import { CountryCodeScalar } from '../../../../core/types/country-code';
import { DateScalar } from '../../../../core/types/scalars';
import { Activity } from '../../../catalogue/activity/activity.entity';
import { ActivityListInput } from '../../../catalogue/activity/activity-list-editing';
import { BudgetInput } from '../../money/budget';
import { MoneyInput } from '../../money/money';
import { MoneyKind } from '../../money/money-kind';
import { Transaction } from '../../money/transaction.entity';

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Transaction in a list, with its cursor.' })
class TransactionEdge extends edgeType(Transaction, 'transaction') {}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Page of a list of transactions.' })
export class TransactionConnection extends connectionType(Transaction, TransactionEdge, 'transactions') {}

@ArgsType()
export class TransactionsArgs extends PagingArgs {
  @Field(() => [MoneyKind], {
    nullable: true,
    description: 'Kinds of the transactions to list. All kinds if absent; an empty list selects nothing.',
  })
  kinds?: MoneyKind[] | null;
}

@InputType({ description: 'Complete list of the budgets of an activity.' })
export class SetBudgetsInput extends ActivityListInput {
  @Field(() => [BudgetInput], {
    description: 'Budgets of the activity, at most 100. No two may have the same type, period and currency.',
  })
  budgets!: BudgetInput[];
}

/** The base class of inputs of mutations of transactions. */
@InputType()
abstract class TransactionChangeInput extends MutationInput {
  @Field(() => Int, {
    description: 'Version of the activity that `{mutation}` is based on. CONFLICT if it is not the current version.',
  })
  version!: number;
}

/** The fields that the inputs for creating and updating a transaction share. */
@InputType()
abstract class TransactionFields extends TransactionChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'Reference of the transaction in the books of its organisation, at most 100 characters.',
  })
  reference?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Day whose exchange rate applies if the amount is converted. Must not be in the future (UTC), unless the kind is ' +
      'PLANNED_DISBURSEMENT. The day of the transaction if null, or if absent in a new transaction. Unchanged if absent in an ' +
      'update, even if that changes the day of the transaction.',
  })
  valueDate?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Description of the transaction as plain text, at most 2,000 characters.',
  })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of the organisation that provides the money.' })
  provider?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of the organisation that receives the money.' })
  receiver?: string | null;

  @Field(() => CountryCodeScalar, {
    nullable: true,
    description:
      'ISO 3166-1 alpha-2 code of the country that all of the money is for. Without one, the recipients of the activity count.',
  })
  country?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'DAC code of the sector that all of the money is for: 5 digits, or 3 for a category. Without one, the sectors of the ' +
      'activity count.',
  })
  sector?: string | null;
}

@InputType({ description: 'New transaction of an activity.' })
export class CreateTransactionInput extends TransactionFields {
  @Field(() => ID, { description: 'Global id of the activity that the transaction belongs to.' })
  activityId!: string;

  @Field(() => MoneyKind, {
    description: 'Kind of the transaction. Must not be BUDGET, for which there is `setBudgets`.',
  })
  kind!: MoneyKind;

  @Field(() => DateScalar, {
    description:
      'Day of the transaction, in the years 1900 to 2200. Must not be in the future (UTC), unless the kind is ' +
      'PLANNED_DISBURSEMENT.',
  })
  date!: string;

  @Field(() => MoneyInput, { description: 'Amount of the transaction. It may be negative, to correct an earlier one.' })
  value!: MoneyInput;
}

@InputType({ description: 'Changes to a transaction. A field that is absent does not change. Null clears a field.' })
export class UpdateTransactionInput extends TransactionFields {
  @Field(() => ID, { description: 'Global id of the transaction to update.' })
  id!: string;

  @Field(() => MoneyKind, { nullable: true, description: 'New kind of the transaction. Must not be null or BUDGET.' })
  kind?: MoneyKind | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'New day of the transaction. Must not be null, nor in the future (UTC) unless the kind is PLANNED_DISBURSEMENT.',
  })
  date?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: 'New amount of the transaction. Must not be null.' })
  value?: MoneyInput | null;
}

@InputType({ description: 'Transaction to delete.' })
export class DeleteTransactionInput extends TransactionChangeInput {
  @Field(() => ID, { description: 'Global id of the transaction to delete.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the budgets of an activity.' })
export class SetBudgetsPayload {
  @Field(() => Activity, { description: 'Activity with its new budgets.' })
  activity!: Activity;
}

/** The base class of the payloads of mutations that create or change a transaction. */
@ObjectType({ simpleResolvers: true })
abstract class TransactionPayload {
  @Field(() => Transaction, { description: 'Transaction after the change.' })
  transaction!: Transaction;

  @Field(() => Activity, { description: 'Activity of the transaction, with its new version.' })
  activity!: Activity;
}

@ObjectType({ simpleResolvers: true, description: 'Result of creating a transaction.' })
export class CreateTransactionPayload extends TransactionPayload {}

@ObjectType({ simpleResolvers: true, description: 'Result of updating a transaction.' })
export class UpdateTransactionPayload extends TransactionPayload {}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting a transaction.' })
export class DeleteTransactionPayload extends DeletePayload {
  @Field(() => Activity, { description: 'Activity of the deleted transaction, with its new version.' })
  activity!: Activity;
}
