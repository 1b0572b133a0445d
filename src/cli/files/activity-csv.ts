import { fromListCell, toCell, toListCell } from '../../core/csv-cells';
import type { SourceRow } from '../../core/mutations/file-import';
import { BadUserInputError } from '../../errors';
import {
  fieldFormats,
  type TransferredActivity,
  transferredFields,
} from '../../modules/catalogue/activity-transfer/activity-transfer';
import { readTable } from './csv-table';

type Field = keyof TransferredActivity;

export function toCsvRow(activity: TransferredActivity): string[] {
  return transferredFields.map((field) => {
    const value = activity[field];
    if (value === null) return '';
    return toCell(typeof value === 'object' ? toListCell(itemsOf(field, value)) : String(value));
  });
}

/**
 * Reads the rows of a table whose first row names the fields. An empty cell is null.
 *
 * @throws BadUserInputError when the file is no such table
 */
export async function* readCsv(text: AsyncGenerator<string>): AsyncGenerator<SourceRow> {
  for await (const { number, cells } of readTable(text, transferredFields, assertNames)) {
    yield { number, values: typeof cells === 'string' ? cells : valuesOf(cells) };
  }
}

function assertNames(names: readonly Field[]): void {
  if (names.includes('code') || names.includes('slug')) return;
  throw new BadUserInputError('The file must have a column "code" or "slug", which identifies each activity', 'file');
}

function valuesOf(cells: Readonly<Partial<Record<Field, string>>>): SourceRow['values'] {
  return Object.fromEntries(
    Object.entries(cells).map(([field, text]) => [field, valueOf(field as Field, text)] as const),
  );
}

function valueOf(field: Field, text: string): unknown {
  if (text.trim() === '') return null;
  const { empty, parseCell, cellEntry } = fieldFormats[field];
  if (parseCell !== undefined) return parseCell(text);
  if (!Array.isArray(empty)) return text;
  const entries = fromListCell(text);
  if (cellEntry === undefined || !Array.isArray(entries)) return entries;
  return entries.map((entry: unknown) => (typeof entry === 'string' ? cellEntry.parse(entry) : entry));
}

/** Writes the entries of a list as the field does. */
function itemsOf(field: Field, entries: readonly unknown[]): readonly string[] {
  const { cellEntry } = fieldFormats[field];
  return cellEntry === undefined ? (entries as readonly string[]) : entries.map((entry) => cellEntry.format(entry));
}
