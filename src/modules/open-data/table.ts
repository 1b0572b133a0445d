import { stringify } from 'csv-stringify/sync';
import { CSV_DIALECT, toCell, toListCell } from '../../core/csv-cells';

/** A column of a table. `of`: the value in the row of an item; undefined means null. */
export interface Column<T> {
  readonly name: string;
  readonly of: (item: T) => string | number | Date | readonly string[] | null | undefined;
}

/** Writes a table as CSV (RFC 4180), in UTF-8 with a byte order mark, by which spreadsheets recognise it. */
export async function* writeCsv<T>(
  columns: readonly Column<T>[],
  parts: AsyncIterable<readonly T[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${toLines([columns.map(({ name }) => name)])}`;
  for await (const items of parts) {
    if (items.length > 0) yield toLines(items.map((item) => columns.map((column) => toCell(textOf(column.of(item))))));
  }
}

/** The value as the text of a cell: a list is joined by semicolons, null is empty. */
export function textOf(value: ReturnType<Column<unknown>['of']>): string {
  if (value == null) return '';
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : toListCell(value);
}

function toLines(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], CSV_DIALECT);
}
