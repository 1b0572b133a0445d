import { isEqual } from '../../../core/fields/values';
import type { WrittenOutcome } from '../../../core/mutations/file-import';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { InvalidInputError } from '../../../errors';
import { changedColumns, type GivenTransaction } from '../activity-money/transaction/transaction.content';
import {
  columnsOf,
  insertTransaction,
  type StoredTransaction,
  type TransactionColumns,
  updateTransaction,
} from '../money/transactions.field';

interface ActivityTransactions {
  readonly activityId: number;
  /** The state that changed rows belong to. */
  readonly state: number;
}

/** The transactions of one activity while rows of a file are written to them. */
export class ImportedTransactions {
  /**
   * @param stored the transactions of the activity; those that rows create are added
   * @param rowsById the row of the file that each transaction belongs to. Rows come again when a batch is retried after a conflict,
   * so only earlier rows count
   */
  constructor(
    private readonly unit: UnitOfWork,
    private readonly activity: ActivityTransactions,
    private readonly stored: StoredTransaction[],
    private readonly rowsById: Map<number, number>,
  ) {}

  /**
   * Writes a row to the transaction that has its kind and reference, and that no earlier row has. Of several ones, and without a
   * reference, it is an equal transaction. If there is none with the kind and reference, the row creates it.
   *
   * @param columns the columns of a new transaction
   * @throws InvalidInputError when several transactions have the kind and reference, and none of them is equal
   */
  async write(row: number, given: GivenTransaction, columns: TransactionColumns): Promise<WrittenOutcome> {
    const { kind, reference } = columns;
    const free = this.stored.filter(
      (stored) => stored.kind === kind && stored.reference === reference && !this.hasEarlierRow(stored.id, row),
    );
    const equal = await this.findEqual(free, given, columns);
    if (equal !== null) {
      this.rowsById.set(equal.id, row);
      return 'unchanged';
    }
    if (reference !== null && free.length > 1) {
      throw InvalidInputError.of(
        'reference',
        'INVALID',
        `must identify one transaction, but ${free.length} of its kind have it`,
      );
    }
    if (reference !== null && free.length === 1) {
      await this.update(free[0]!, given);
      this.rowsById.set(free[0]!.id, row);
      return 'updated';
    }
    this.rowsById.set(await this.create(columns), row);
    return 'created';
  }

  /** True if a transaction belongs to an earlier row. */
  private hasEarlierRow(id: number, row: number): boolean {
    const earlier = this.rowsById.get(id);
    return earlier !== undefined && earlier < row;
  }

  /** The transaction that the given values do not change. */
  private async findEqual(
    candidates: readonly StoredTransaction[],
    given: GivenTransaction,
    { day, amount, currency }: TransactionColumns,
  ): Promise<StoredTransaction | null> {
    for (const candidate of candidates) {
      if (candidate.day !== day || candidate.amount !== amount || candidate.currency !== currency) continue;
      if (isEqual(columnsOf(candidate), await this.columnsAfter(candidate, given))) return candidate;
    }
    return null;
  }

  private async create(columns: TransactionColumns): Promise<number> {
    const { activityId, state } = this.activity;
    const id = await insertTransaction(this.unit.manager, activityId, columns, state);
    this.stored.push({ id, activityId, since: state, ...columns });
    return id;
  }

  private async update(before: StoredTransaction, given: GivenTransaction): Promise<void> {
    const columns = await this.columnsAfter(before, given);
    await updateTransaction(this.unit.manager, before, columns, this.activity.state);
  }

  /** @throws InvalidInputError when the values do not fit to those that the file does not have */
  private async columnsAfter(before: TransactionColumns, given: GivenTransaction): Promise<TransactionColumns> {
    const problems = new Problems();
    const columns = await changedColumns(this.unit, given, before, problems, '');
    problems.assertNone();
    return columns;
  }
}
