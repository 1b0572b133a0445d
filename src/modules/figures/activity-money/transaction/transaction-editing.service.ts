import type { RequestContext } from '../../../../core/access/request-context';
import { isEqual } from '../../../../core/fields/values';
import type { UnitOfWork } from '../../../../core/mutations/mutation-runner';
import type { Problems } from '../../../../core/mutations/problems';
import { getKey } from '../../../../core/types/global-id';
import { Activity } from '../../../catalogue/activity/activity.entity';
import { publishableActivity } from '../../../catalogue/activity/activity.fields';
import { replaceList } from '../../../catalogue/activity/activity-list-editing';
import { itemNotFound } from '../../../publishing/publication.policy';
import { changePublishable, type Target } from '../../../publishing/publishable-changes';
import type { Publishing } from '../../../publishing/publishing.service';
import { Transaction } from '../../money/transaction.entity';
import {
  columnsOf,
  deleteTransaction,
  findTransaction,
  insertTransaction,
  type StoredTransaction,
  updateTransaction,
} from '../../money/transactions.field';
import { changedColumns } from './transaction.content';
import type {
  CreateTransactionInput,
  DeleteTransactionInput,
  SetBudgetsInput,
  UpdateTransactionInput,
} from './transaction.input';

/**
 * Changes the money of activities. It is part of the content of its activity, so each change is a new version of the activity.
 * Every method throws the errors of `Publishing.change`, for the activity.
 */
export class MoneyEditing {
  constructor(private readonly publishing: Publishing) {}

  /** Returns the activity. */
  setBudgets(context: RequestContext, input: SetBudgetsInput): Promise<Activity> {
    return replaceList(this.publishing, context, 'setBudgets', input);
  }

  /** Returns the id of the new transaction. */
  create(context: RequestContext, input: CreateTransactionInput): Promise<number> {
    const activityId = getKey(input.activityId, Activity.name, 'input.activityId');
    const target = { id: activityId, version: input.version };
    return this.publishing.mutations.run(context, { mutation: 'createTransaction', input }, async (unit) => {
      let id = 0;
      await changeTransactions(unit, target, async (state, problems) => {
        const columns = await changedColumns(unit, input, null, problems, 'input.');
        problems.assertNone();
        id = await insertTransaction(unit.manager, activityId, columns, state);
        return true;
      });
      return { id };
    });
  }

  /** Returns the id of the transaction. */
  update(context: RequestContext, input: UpdateTransactionInput): Promise<number> {
    const id = getKey(input.id, Transaction.name, 'input.id');
    return this.publishing.mutations.run(context, { mutation: 'updateTransaction', input }, async (unit) => {
      const { activityId } = await getTransaction(unit, id);
      await changeTransactions(unit, { id: activityId, version: input.version }, async (state, problems) => {
        const before = await getTransaction(unit, id);
        const columns = await changedColumns(unit, input, before, problems, 'input.');
        problems.assertNone();
        if (isEqual(columnsOf(before), columns)) return false;
        await updateTransaction(unit.manager, before, columns, state);
        return true;
      });
      return { id };
    });
  }

  /** Returns the id of the activity. */
  delete(context: RequestContext, input: DeleteTransactionInput): Promise<number> {
    const id = getKey(input.id, Transaction.name, 'input.id');
    return this.publishing.mutations.run(context, { mutation: 'deleteTransaction', input }, async (unit) => {
      const { activityId } = await getTransaction(unit, id);
      await changeTransactions(unit, { id: activityId, version: input.version }, async (state) => {
        await deleteTransaction(unit.manager, await getTransaction(unit, id), state);
        return true;
      });
      return { id: activityId };
    });
  }
}

/**
 * Changes the rows of an activity's transactions, as one change of the activity.
 *
 * @param change changes rows, which then belong to the given state; returns false if it has made no difference
 */
export async function changeTransactions(
  unit: UnitOfWork,
  target: Target,
  change: (state: number, problems: Problems) => Promise<boolean>,
): Promise<void> {
  await changePublishable(unit, publishableActivity, target, async ({ content, status }, _unit, problems) => {
    const next = (content.transactions ?? 0) + 1;
    const isChanged = await change(next, problems);
    return { content: isChanged ? { ...content, transactions: next } : content, status };
  });
}

/** A concurrent change may delete a transaction before this one has locked its activity. */
async function getTransaction({ manager }: UnitOfWork, id: number): Promise<StoredTransaction> {
  const found = await findTransaction(manager, id);
  if (found === null) throw itemNotFound();
  return found;
}
