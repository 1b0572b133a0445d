import { stringify } from 'csv-stringify/sync';
import { CSV_DIALECT, toCell, toListCell } from '../../../core/csv-cells';

/** An exact number: a Decimal of the API. */
export interface ExactNumber {
  readonly decimal: string;
}

/** A column of a table. `of`: the value in the row of an item; undefined means null. */
export interface Column<T> {
  readonly name: string;
  readonly of: (item: T) => string | number | ExactNumber | readonly string[] | null | undefined;
}

/** The value in the row of an item. */
type CellValue = ReturnType<Column<unknown>['of']>;

/** Writes a table as CSV (RFC 4180), in UTF-8 with a byte order mark, by which spreadsheets recognise it. */
export async function* writeCsv<T>(
  columns: readonly Column<T>[],
  parts: AsyncIterable<readonly T[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${toLines([columns.map(({ name }) => name)])}`;
  for await (const items of parts) {
    if (items.length > 0) yield toLines(items.map((item) => columns.map((column) => csvCellOf(column.of(item)))));
  }
}

/** The value as the text of a cell: a list is joined by semicolons, null is empty. */
export function textOf(value: CellValue): string {
  if (value == null) return '';
  if (typeof value === 'number') return String(value);
  if (isExactNumber(value)) return value.decimal;
  return typeof value === 'string' ? value : toListCell(value);
}

export function isExactNumber(value: CellValue): value is ExactNumber {
  return typeof value === 'object' && value !== null && 'decimal' in value;
}

/** A number is no formula, also if it is negative. */
function csvCellOf(value: CellValue): string {
  const text = textOf(value);
  return isExactNumber(value) ? text : toCell(text);
}

function toLines(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], CSV_DIALECT);
}
