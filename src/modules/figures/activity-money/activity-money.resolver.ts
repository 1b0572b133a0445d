import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Extensions, FieldResolver, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import { preferredLocale, type RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { isSelectedBelow } from '../../../core/access/selection';
import { Cost, listOfParent, PROMISE_WEIGHT, rowsOfParent } from '../../../core/cost/field-cost';
import type { Connection } from '../../../core/listing/connection';
import { IntFilter } from '../../../core/listing/filter-inputs';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Cached } from '../../../core/types/cached';
import { CurrencyCodeScalar } from '../../../core/types/currency-code';
import { Activity } from '../../catalogue/activity/activity.entity';
import { ActivityFilter } from '../../catalogue/activity/activity.input';
import { activityById } from '../../catalogue/activity/activity.loaders';
import { Country } from '../../catalogue/country/country';
import { Organisation } from '../../catalogue/organisation/organisation.entity';
import { organisationById } from '../../catalogue/organisation/organisation.loaders';
import { CodedValue } from '../codelists/coded-value';
import { sectorListOf } from '../codelists/codelist';
import { labelInItem } from '../../localization/item-labels';
import { Budget } from '../money/budget';
import { Money } from '../money/money';
import { MoneyKind } from '../money/money-kind';
import { Transaction } from '../money/transaction.entity';
import { budgetsByActivityId, moneyByActivityId } from './activity-money.loaders';
import { MoneyDimension } from './money-dimension';
import { orderSums, sumMoney } from './money-statistics';
import { keysAtMost, rowsAtMost, scannedForSums, sumsAtMost, totalsAtMost } from './money-statistics-cost';
import { ConversionInput, KEYS, MoneyStatistics, MoneySum, ROWS, SUMS, TOTALS } from './money-statistics.types';
import type { MoneyEditing } from './transaction-editing.service';
import {
  CreateTransactionInput,
  CreateTransactionPayload,
  DeleteTransactionInput,
  DeleteTransactionPayload,
  SetBudgetsInput,
  SetBudgetsPayload,
  TransactionConnection,
  TransactionsArgs,
  UpdateTransactionInput,
  UpdateTransactionPayload,
} from './transaction.input';
import { transactionById, transactionsByActivityId } from './transaction.listing';

const SHARES = { table: 'money_share', parent: 'activity_id' };

@Resolver(() => Activity)
export class ActivityMoneyResolver {
  @LoadedById(budgetsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(100, { table: 'activity_budget', parent: 'activity_id' }) })
  @FieldResolver(() => [Budget], { description: 'Budgets of the activity, in the order in which they were entered.' })
  budgets(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Budget[]> {
    return loaders.load(budgetsByActivityId, id);
  }

  @Cached('revision')
  @Cost({
    lists: rowsOfParent('money_transaction', { table: 'money_transaction', parent: 'activity_id', item: 'id' }),
  })
  @FieldResolver(() => TransactionConnection, { description: 'Transactions of the activity, the latest first.' })
  transactions(
    @Root() { id }: Activity,
    @Args(() => TransactionsArgs) { kinds, ...paging }: TransactionsArgs,
    @Ctx() context: RequestContext,
  ): Connection<Transaction> {
    return transactionsByActivityId(context, id, { ...paging, filter: kinds == null ? null : { kinds } });
  }

  @Cached('revision')
  @Cost({ size: listOfParent(2_000, SHARES) })
  @FieldResolver(() => [MoneySum], {
    description:
      'Sums of the budgets and transactions of the activity by kind and currency, ordered by these. A revised budget replaces ' +
      'the original one of the same period.',
  })
  async money(
    @Root() { id }: Activity,
    @Arg('kinds', () => [MoneyKind], { nullable: true, description: 'Kinds of money to sum. All kinds if absent.' })
    kinds: MoneyKind[] | null = null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<MoneySum[]> {
    const sums = await loaders.load(moneyByActivityId, id);
    return orderSums(sums.filter(({ kind }) => kinds === null || kinds.includes(kind)));
  }
}

@Resolver(() => Budget)
export class BudgetResolver {
  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => String, {
    description: 'Type as people read it, in the language in which the activity of the budget is shown.',
  })
  typeLabel(@Root() { type, activityId }: Budget, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'BudgetType', type);
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => String, {
    description: 'Status as people read it, in the language in which the activity of the budget is shown.',
  })
  statusLabel(@Root() { status, activityId }: Budget, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'BudgetStatus', status);
  }
}

@Resolver(() => MoneySum)
export class MoneySumResolver {
  @Extensions({ reads: ['kind'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => String, { description: 'Kind as people read it, in the language that the operation prefers.' })
  kindLabel(@Root() { kind }: MoneySum, @Ctx() context: RequestContext): string {
    return context.languages.label('MoneyKind', kind, preferredLocale(context));
  }
}

@Resolver(() => Transaction)
export class TransactionResolver {
  @Extensions({ reads: ['kind', 'activityId'] })
  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => String, {
    description: 'Kind as people read it, in the language in which the activity is shown.',
  })
  kindLabel(@Root() { kind, activityId }: Transaction, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'MoneyKind', kind);
  }

  @Cached('revision')
  @Cost({ statements: 0, isOwn: true })
  @FieldResolver(() => Money, { description: 'Amount of the transaction. A negative one corrects an earlier one.' })
  value(@Root() { amount, currency }: Transaction): Money {
    return { amount, currency };
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Organisation, {
    nullable: true,
    description: 'Organisation that provides the money. Null if unknown.',
  })
  provider(
    @Root() { providerId }: Transaction,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> | null {
    return providerId === null ? null : loaders.load(organisationById, providerId);
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Organisation, {
    nullable: true,
    description: 'Organisation that receives the money. Null if unknown.',
  })
  receiver(
    @Root() { receiverId }: Transaction,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> | null {
    return receiverId === null ? null : loaders.load(organisationById, receiverId);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Country, {
    nullable: true,
    description: 'Country that all of the money is for. Null if the activity says it.',
  })
  country(@Root() { countryCode }: Transaction): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => CodedValue, {
    nullable: true,
    description:
      'Sector that all of the money is for, from the codelist Sector, or SectorCategory for a code of 3 digits. Null if the ' +
      'activity says it.',
  })
  sector(@Root() { sectorCode }: Transaction): CodedValue | null {
    return sectorCode === null ? null : new CodedValue(sectorListOf(sectorCode), sectorCode);
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Activity, { description: 'Activity that the transaction belongs to.' })
  activity(@Root() { activityId }: Transaction, @Ctx() { loaders }: RequestContext): Promise<Activity | null> {
    return loaders.load(activityById, activityId);
  }
}

@Resolver()
export class MoneyStatisticsResolver {
  @Cached('revision')
  @Cost({
    statements: 5,
    listsWithin: [
      { name: SUMS, most: sumsAtMost },
      { name: TOTALS, most: totalsAtMost },
      { name: ROWS, most: rowsAtMost },
      { name: KEYS, most: keysAtMost },
    ],
    reads: ROWS,
    scans: scannedForSums,
  })
  @Query(() => MoneyStatistics, {
    description:
      'Sums the money of activities by one to three dimensions, by kind and currency: never two currencies in one sum, unless ' +
      '`convert` makes them one. Every sum is exact. A transaction that names a country or a sector counts there; other money is divided by the recipients ' +
      'and the sectors of its activity.',
  })
  moneyStatistics(
    @Ctx() context: RequestContext,
    @Arg('kinds', () => [MoneyKind], { description: 'Kinds of money to sum.' }) kinds: MoneyKind[],
    @Arg('groupBy', () => [MoneyDimension], {
      description: 'Dimensions to sum by: one to three, each at most once.',
    })
    groupBy: MoneyDimension[],
    @Arg('filter', () => ActivityFilter, {
      nullable: true,
      description: 'Conditions on the activities whose money to sum. If absent, all activities that you may see.',
    })
    filter: ActivityFilter | null = null,
    @Arg('years', () => IntFilter, { nullable: true, description: 'Conditions on the year of the money.' })
    years: IntFilter | null = null,
    @Arg('currencies', () => [CurrencyCodeScalar], {
      nullable: true,
      description: 'ISO 4217 codes of the currencies to sum. All currencies if absent.',
    })
    currencies: string[] | null = null,
    @Arg('convert', () => ConversionInput, {
      nullable: true,
      description:
        'Converts all money to one currency. Each budget and transaction is converted by the rates of its value date and ' +
        'rounded to the minor unit, half of one away from zero; its parts add up to that. If absent, nothing is converted.',
    })
    convert: ConversionInput | null = null,
    @Info() info: GraphQLResolveInfo,
  ): Promise<MoneyStatistics> {
    const countsActivities = isSelectedBelow('activities', info);
    return sumMoney(context, { kinds, groupBy, filter, years, currencies, convert, countsActivities });
  }
}

@Resolver()
export class MoneyEditingResolver {
  constructor(private readonly editing: MoneyEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetBudgetsPayload, { description: 'Replaces all budgets of an activity.' })
  async setBudgets(
    @Arg('input', () => SetBudgetsInput, { description: 'Activity, its version and its budgets.' })
    input: SetBudgetsInput,
    @Ctx() context: RequestContext,
  ): Promise<SetBudgetsPayload> {
    const id = await this.editing.setBudgets(context, input);
    return { activity: await getChangedItem(context.loaders, activityById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => CreateTransactionPayload, { description: 'Adds a transaction to an activity.' })
  async createTransaction(
    @Arg('input', () => CreateTransactionInput, { description: 'Activity, its version, and the new transaction.' })
    input: CreateTransactionInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateTransactionPayload> {
    return answer(context, await this.editing.create(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateTransactionPayload, { description: 'Updates a transaction.' })
  async updateTransaction(
    @Arg('input', () => UpdateTransactionInput, {
      description: 'Transaction to update, version of its activity, and the fields to change.',
    })
    input: UpdateTransactionInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateTransactionPayload> {
    return answer(context, await this.editing.update(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => DeleteTransactionPayload, {
    description: 'Deletes a transaction. Reverting its activity to an earlier version restores it.',
  })
  async deleteTransaction(
    @Arg('input', () => DeleteTransactionInput, {
      description: 'Transaction to delete, and the version of its activity.',
    })
    input: DeleteTransactionInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteTransactionPayload> {
    const activityId = await this.editing.delete(context, input);
    return { deletedId: input.id, activity: await getChangedItem(context.loaders, activityById, activityId) };
  }
}

async function answer({ loaders }: RequestContext, id: number): Promise<CreateTransactionPayload> {
  const transaction = await getChangedItem(loaders, transactionById, id);
  return { transaction, activity: await getChangedItem(loaders, activityById, transaction.activityId) };
}
