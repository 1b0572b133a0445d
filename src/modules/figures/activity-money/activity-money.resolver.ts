import { Arg, Args, Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import { preferredLocale, type RequestContext } from '../../../core/access/request-context';
import { Cost, listOfParent, PROMISE_WEIGHT, rowsOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import type { Connection } from '../../../core/listing/connection';
import { Cached } from '../../../core/types/cached';
import { Activity } from '../../catalogue/activity/activity.entity';
import { labelInItem } from '../../localization/item-labels';
import { Budget } from '../money/budget';
import { MoneyKind } from '../money/money-kind';
import { Transaction } from '../money/transaction.entity';
import { budgetsByActivityId, moneyByActivityId } from './activity-money.loaders';
import { orderSums } from './statistics/money-statistics';
import { MoneySum } from './statistics/money-statistics.types';
import { TransactionConnection, TransactionsArgs } from './transaction/transaction.input';
import { transactionsByActivityId, transactionsOfActivity } from './transaction/transaction.listing';

const SHARES = { table: 'money_share', parent: 'activity_id' };

@Resolver(() => Activity)
export class ActivityMoneyResolver {
  @LoadedById(budgetsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_budget', parent: 'activity_id' }) })
  @FieldResolver(() => [Budget], { description: 'Budgets of the activity, in the order in which they were entered.' })
  budgets(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Budget[]> {
    return loaders.load(budgetsByActivityId, id);
  }

  @Cached('revision')
  @Cost({
    lists: rowsOfParent('money_transaction', transactionsOfActivity),
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
      'Sums of the budgets and transactions of the activity, ordered by kind as `MoneyKind` says, then by code of the ' +
      'currency. A revised budget replaces the original one of the same period.',
  })
  async money(
    @Root() { id }: Activity,
    @Arg('kinds', () => [MoneyKind], {
      nullable: true,
      description: 'Kinds of money to sum. All kinds if absent; an empty list selects nothing.',
    })
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
    description:
      'Type as people read it, in the language in which the activity of the budget is shown, or in another one if the server has no labels in it.',
  })
  typeLabel(@Root() { type, activityId }: Budget, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'BudgetType', type);
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => String, {
    description:
      'Status as people read it, in the language in which the activity of the budget is shown, or in another one if the server has no labels in it.',
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
