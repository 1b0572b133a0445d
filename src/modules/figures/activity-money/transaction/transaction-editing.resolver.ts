import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../../core/access/auth';
import { type RequestContext } from '../../../../core/access/request-context';
import { Role } from '../../../../core/access/role';
import { getChangedItem } from '../../../../core/mutations/mutation-payloads';
import { activityById } from '../../../catalogue/activity/activity.loaders';
import {
  CreateTransactionInput,
  CreateTransactionPayload,
  DeleteTransactionInput,
  DeleteTransactionPayload,
  SetBudgetsInput,
  SetBudgetsPayload,
  UpdateTransactionInput,
  UpdateTransactionPayload,
} from './transaction.input';
import { transactionById } from './transaction.listing';
import type { MoneyEditing } from './transaction-editing.service';

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
    return { activity: await this.editing.setBudgets(context, input) };
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
