import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type Stringifier, stringify } from 'csv-stringify';
import { CSV_DIALECT, fromCell } from '../../core/csv-cells';
import { BadUserInputError } from '../../errors';
import { MAX_ROW_LENGTH } from './text-file';

/** A row of a table. */
export interface TableRow<Name extends string> {
  /** Counts like a spreadsheet: the first row, which names the columns, is row 1, and empty rows count. */
  readonly number: number;
  /** The text of each cell by the name of its column; or why the row cannot be read. */
  readonly cells: Readonly<Partial<Record<Name, string>>> | string;
}

/** Writes CSV for spreadsheets: UTF-8 with a byte order mark. */
export function createCsvWriter(columns: readonly string[]): Stringifier {
  return stringify({ ...CSV_DIALECT, header: true, columns: [...columns], bom: true });
}

/**
 * The line before the first row with which a file tells Excel its separator. Excel does not show it as a row. Other programs save it as a
 * row, with quotes and empty cells.
 */
const SEPARATOR_LINE = /^"?sep=([,;\t])"?\1*(?:\r\n|\n|\r)/i;

/**
 * Reads the rows of a table whose first row names the columns, except those with empty cells only. The separator is the one of the line
 * `sep=` if the file has it, or a comma, a semicolon or a tab, whichever the first row contains.
 *
 * @param columns the names that columns may have
 * @param assertNames throws BadUserInputError when a column is missing
 * @throws BadUserInputError when the file is no such table
 */
export async function* readTable<Name extends string>(
  text: AsyncGenerator<string>,
  columns: readonly Name[],
  assertNames: (names: readonly Name[]) => void,
): AsyncGenerator<TableRow<Name>> {
  const start = await text.next();
  const beginning = start.done === true ? '' : start.value;
  const separatorLine = SEPARATOR_LINE.exec(beginning);
  const first = beginning.slice(separatorLine?.[0].length ?? 0);
  const header = first.split(/[\r\n]/, 1)[0]!;
  const parser = parse({
    delimiter: separatorLine?.[1] ?? [',', ';', '\t'].find((separator) => header.includes(separator)) ?? ',',
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
    info: true,
  });
  const source = Readable.from(concat(first, text));
  source.once('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    let names: readonly Name[] | null = null;
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (names === null) {
        names = namesOf(record, columns);
        assertNames(names);
      } else if (record.some((cell) => cell.trim() !== '')) {
        yield { number: info.records + info.empty_lines, cells: cellsOf(names, record) };
      }
    }
    if (names === null) throw new BadUserInputError('The file is empty: its first row must name the columns', 'file');
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadUserInputError(`The file is not valid CSV: ${error.message.replace(/\.$/, '')}`, 'file');
  } finally {
    source.destroy();
  }
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly records: number; readonly empty_lines: number };
}

function namesOf<Name extends string>(names: readonly string[], columns: readonly Name[]): readonly Name[] {
  const known: readonly string[] = columns;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new BadUserInputError(
      `The file has unknown columns: ${unknown.map((name) => `"${name}"`).join(', ')}. Use ${columns.join(', ')}`,
      'file',
    );
  }
  const duplicate = names.find((name, place) => names.indexOf(name) < place);
  if (duplicate !== undefined) throw new BadUserInputError(`The file must not have two columns "${duplicate}"`, 'file');
  return names as readonly Name[];
}

function cellsOf<Name extends string>(names: readonly Name[], record: readonly string[]): TableRow<Name>['cells'] {
  if (record.length !== names.length)
    return `The row must have ${names.length} cells like the first row, but has ${record.length}`;
  const cells = names.map((name, place) => [name, fromCell(record[place]!)] as const);
  return Object.fromEntries(cells) as Partial<Record<Name, string>>;
}

async function* concat(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
