import type { PublicFile } from '../public-file';
import { originColumns } from './activity-table';
import { type Column, writeCsv } from './table';
import { MAX_SHEET_ROWS, sourceSheet, writeXlsx } from './xlsx';

type Common<A> = Pick<
  PublicFile<A>,
  'assertVariables' | 'defaults' | 'partOf' | 'partSize' | 'query' | 'title' | 'variables' | 'variablesAt'
>;

/** A table in which an activity has any number of rows. */
interface ActivityRows<A, R> extends Common<A> {
  /** The name of the files, and, with a capital, of the sheet. */
  readonly name: string;
  readonly columns: readonly Column<R>[];
  readonly rowsOf: (activity: A) => readonly R[];
}

/** The table as CSV and as a workbook. */
export function activityRowsFiles<A, R>({
  name,
  columns,
  rowsOf,
  ...common
}: ActivityRows<A, R>): readonly PublicFile<A>[] {
  const sheet = name[0]!.toUpperCase() + name.slice(1);
  async function* rowsIn(parts: AsyncIterable<readonly A[]>): AsyncGenerator<R[]> {
    for await (const activities of parts) yield activities.flatMap(rowsOf);
  }
  return [
    {
      ...common,
      path: `/exports/${name}.csv`,
      fileName: `${name}.csv`,
      mediaType: 'text/csv; charset=utf-8; header=present',
      isCompressible: true,
      limit: { items: Infinity, beyond: 'refuse' },
      write: (parts, origin) => writeCsv([...columns, ...originColumns(origin)], rowsIn(parts)),
    },
    {
      ...common,
      path: `/exports/${name}.xlsx`,
      fileName: `${name}.xlsx`,
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      isCompressible: false,
      limit: { items: MAX_SHEET_ROWS, beyond: 'refuse' },
      write: (parts, origin) =>
        writeXlsx({ name: sheet, columns, parts: withinSheet(rowsIn(parts)) }, sourceSheet(origin)),
    },
  ];
}

/** The limit of the file counts activities, each of which can have many rows. */
async function* withinSheet<R>(parts: AsyncIterable<R[]>): AsyncGenerator<R[]> {
  let count = 0;
  for await (const rows of parts) {
    count += rows.length;
    // The response has begun. It ends early, so that no program takes it for the whole file.
    if (count > MAX_SHEET_ROWS) throw new Error(`A sheet has at most ${MAX_SHEET_ROWS} rows`);
    yield rows;
  }
}
