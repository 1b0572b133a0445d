import { toCell } from '../../core/csv-cells';
import type { SourceRow } from '../../core/mutations/file-import';
import { BadUserInputError } from '../../errors';
import {
  requiredColumns,
  transactionColumns,
  type TransferredTransaction,
} from '../../modules/figures/transaction-transfer/transaction-transfer';
import { readTable } from './csv-table';

export function toTransactionRow(transaction: TransferredTransaction): string[] {
  return transactionColumns.map((column) => {
    const text = transaction[column] ?? '';
    // A negative amount is a number for spreadsheets, not a formula.
    return column === 'value' ? text : toCell(text);
  });
}

/**
 * Reads the rows of a table whose first row names the columns.
 *
 * @throws BadUserInputError when the file is no such table
 */
export async function* readTransactions(text: AsyncGenerator<string>): AsyncGenerator<SourceRow> {
  for await (const { number, cells } of readTable(text, transactionColumns, assertRequired)) {
    yield { number, values: cells };
  }
}

function assertRequired(names: readonly string[]): void {
  const missing = requiredColumns.find((column) => !names.includes(column));
  if (missing !== undefined) throw new BadUserInputError(`The file must have the column "${missing}"`, 'file');
}
