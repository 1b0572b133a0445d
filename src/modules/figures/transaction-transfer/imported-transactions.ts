import { isEqual } from '../../../core/fields/values';
import { groupBy } from '../../../core/group-by';
import type { WrittenOutcome } from '../../../core/mutations/file-import';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { DomainError, InvalidInputError } from '../../../errors';
import { changedColumns, type GivenTransaction } from '../activity-money/transaction/transaction.content';
import {
  columnsOf,
  insertTransaction,
  type StoredTransaction,
  type TransactionColumns,
  updateTransaction,
} from '../money/transactions.field';
import type { SurveyedTransactions, TransactionRow } from './transaction-rows';

interface ActivityTransactions {
  readonly activityId: number;
  /** The state that changed rows belong to. */
  readonly state: number;
  /** The transactions before the rows are written. */
  readonly stored: readonly StoredTransaction[];
}

/** How the rows of a file that stand for the same transactions belong to these. */
interface Match {
  /** The transactions that rows equal, by the row. */
  readonly equal: ReadonlyMap<TransactionRow, StoredTransaction>;
  /** The number of rows that equal none. */
  readonly rest: number;
  /** The transactions that no row equals. */
  readonly left: readonly StoredTransaction[];
}

/**
 * The transactions of one activity while rows of a file are written to them. Which transaction a row belongs to depends on all rows of
 * the file that could belong to it, also on those of other batches, and not on their order. Rows that have been written equal their
 * transactions, so each batch finds the same, also if it is repeated after a conflict.
 */
export class ImportedTransactions {
  private readonly matches = new Map<readonly TransactionRow[], Match>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly activity: ActivityTransactions,
    private readonly surveyed: SurveyedTransactions,
  ) {}

  /**
   * Writes a row. All rows of the file that equal a transaction belong to it. If one row and one transaction with its kind and reference
   * are left, the row changes the transaction. If no transaction is left, the row creates one, and so does a row without a reference.
   *
   * @param columns the columns of a new transaction
   * @throws InvalidInputError when the row could change one of several transactions, or one of several rows the transaction
   */
  async write(row: TransactionRow, columns: TransactionColumns): Promise<WrittenOutcome> {
    const rows = this.surveyed.rowsWith(row);
    const match = this.matches.get(rows) ?? (await this.match(rows, columns));
    this.matches.set(rows, match);
    const { equal, rest, left } = match;
    if ([...equal.keys()].some(({ number }) => number === row.number)) return 'unchanged';
    const { activityId, state } = this.activity;
    if (columns.reference === null || left.length === 0) {
      await insertTransaction(this.unit.manager, activityId, columns, state);
      return 'created';
    }
    if (rest > 1) throw ambiguous(`${rest} rows of the file have it and equal no transaction`);
    if (left.length > 1) throw ambiguous(`${left.length} of its kind have it and equal no row of the file`);
    const [before] = left as [StoredTransaction];
    if (await this.isInterchanged(before, equal)) {
      throw ambiguous('several of its kind have it and differ only in columns that the file does not have');
    }
    const after = await this.columnsAfter(before, row.given);
    await updateTransaction(this.unit.manager, before, after, state);
    return 'updated';
  }

  private async match(rows: readonly TransactionRow[], { kind, reference }: TransactionColumns): Promise<Match> {
    const left = new Set(
      this.activity.stored.filter((stored) => stored.kind === kind && stored.reference === reference),
    );
    const byValue = groupBy(left, ({ day, amount, currency }) => valueKey(day, amount, currency));
    const equal = new Map<TransactionRow, StoredTransaction>();
    for (const row of rows) {
      const { date, value } = row.given;
      for (const candidate of byValue.get(valueKey(date, value?.amount, value?.currency)) ?? []) {
        if (!left.has(candidate) || !(await this.isUnchanged(candidate, row))) continue;
        equal.set(row, candidate);
        left.delete(candidate);
        break;
      }
    }
    return { equal, rest: rows.length - equal.size, left: [...left] };
  }

  /** True if a row that equals another transaction equals this one, too, so that the other one could be left instead. */
  private async isInterchanged(transaction: StoredTransaction, equal: Match['equal']): Promise<boolean> {
    for (const [row, other] of equal) {
      const isSame = isEqual(columnsOf(other), columnsOf(transaction));
      if (!isSame && (await this.isUnchanged(transaction, row))) return true;
    }
    return false;
  }

  /** True if the row equals the transaction. */
  private async isUnchanged(transaction: StoredTransaction, { given, problems }: TransactionRow): Promise<boolean> {
    const { day, amount, currency } = transaction;
    if (problems.length > 0 || given.date !== day) return false;
    if (given.value?.amount !== amount || given.value.currency !== currency) return false;
    try {
      return isEqual(columnsOf(transaction), await this.columnsAfter(transaction, given));
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  /** @throws InvalidInputError when the values do not fit to those that the file does not have */
  private async columnsAfter(before: TransactionColumns, given: GivenTransaction): Promise<TransactionColumns> {
    const problems = new Problems();
    const columns = await changedColumns(this.unit, given, before, problems, '');
    problems.assertNone();
    return columns;
  }
}

/** What equal transactions have in common. */
function valueKey(...values: (string | null | undefined)[]): string {
  return JSON.stringify(values);
}

function ambiguous(reason: string): InvalidInputError {
  return InvalidInputError.of('reference', 'INVALID', `must identify one transaction, but ${reason}`);
}
