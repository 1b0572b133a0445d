import { normalizeText } from '../../../core/fields/field-kinds';
import type { SourceRow } from '../../../core/mutations/file-import';
import type { InputProblem } from '../../../errors';
import { type ParsedTransaction, parseTransaction } from './transaction-transfer';

/** A row of a file of transactions. */
export interface TransactionRow extends ParsedTransaction {
  readonly number: number;
  /** The names of the row in reports: activity, kind and reference. */
  readonly names: readonly (string | null)[];
}

export function parseRow({ number, values }: SourceRow): TransactionRow {
  if (typeof values === 'string') {
    const problems: InputProblem[] = [{ path: '', code: 'INVALID', message: values }];
    return { number, names: [null, null, null], activity: null, given: {}, problems, wrong: new Set() };
  }
  const names = ['activity', 'kind', 'reference'].map((name) => {
    const text = (values[name] ?? '') as string;
    return text === '' ? null : text;
  });
  return { number, names, ...parseTransaction(values) };
}

/** A file of transactions whose rows have all been read once. */
export class SurveyedTransactions {
  private constructor(
    /** The number of rows. */
    readonly rows: number,
    private readonly shared: ReadonlyMap<string, readonly TransactionRow[]>,
  ) {}

  /** Reads a file. Keeps only the rows that other rows could be taken for: most rows have a reference of their own. */
  static async of(read: () => AsyncIterable<SourceRow>): Promise<SurveyedTransactions> {
    const keys = new Set<string>();
    const shared = new Map<string, TransactionRow[]>();
    let count = 0;
    for await (const row of read()) {
      count += 1;
      const key = keyOf(parseRow(row));
      if (key === null) continue;
      if (keys.has(key)) shared.set(key, []);
      keys.add(key);
    }
    if (shared.size === 0) return new SurveyedTransactions(count, shared);
    for await (const source of read()) {
      const row = parseRow(source);
      shared.get(keyOf(row) ?? '')?.push(row);
    }
    return new SurveyedTransactions(count, shared);
  }

  /** The rows of the file that stand for the same transactions as a row, in their order, with the row itself. */
  rowsWith(row: TransactionRow): readonly TransactionRow[] {
    return this.shared.get(keyOf(row) ?? '') ?? [row];
  }
}

/**
 * What rows have in common that stand for the same transactions: the activity, the kind and the reference. Without a reference, also
 * what equal transactions have in common. Null: the row does not have it.
 */
function keyOf({ activity, given }: TransactionRow): string | null {
  const { kind, reference, date, value } = given;
  if (activity === null || kind == null) return null;
  if (reference != null) return JSON.stringify([activity, kind, normalizeText(reference)]);
  return date == null || value == null ? null : JSON.stringify([activity, kind, date, value.amount, value.currency]);
}
