import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stringify, type Stringifier } from 'csv-stringify';
import type { SourceRow } from '../modules/catalogue/activity-transfer/activity-transfer.import';
import {
  isListField,
  transferredFields,
  type TransferredActivity,
} from '../modules/catalogue/activity-transfer/activity-transfer';
import { BadUserInputError } from '../errors';
import { MAX_ROW_LENGTH } from './text-file';

type Field = keyof TransferredActivity;

/** A table as spreadsheets open it: in UTF-8 with a byte order mark, and nothing in it is a formula. */
export function createCsvWriter(columns: readonly string[]): Stringifier {
  // A lone carriage return would end a row for some readers.
  return stringify({ header: true, columns: [...columns], bom: true, quoted_match: /\r/ });
}

export function toCsvRow(activity: TransferredActivity): string[] {
  return transferredFields.map((field) => {
    const value = activity[field];
    if (value === null) return '';
    return toCell(Array.isArray(value) ? toListCell(value) : String(value));
  });
}

/**
 * The rows of a table whose first row names the fields; an empty cell is null. Separated by commas, semicolons or
 * tabs, whichever the first row has.
 *
 * @throws BadUserInputError when it is no such table
 */
export async function* readCsv(text: AsyncGenerator<string>): AsyncGenerator<SourceRow> {
  const start = await text.next();
  const first = start.done === true ? '' : start.value;
  const header = first.split(/[\r\n]/, 1)[0]!;
  const parser = parse({
    delimiter: [',', ';', '\t'].find((separator) => header.includes(separator)) ?? ',',
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
    info: true,
  });
  const source = Readable.from(concat(first, text));
  source.once('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    let fields: Field[] | null = null;
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (fields === null) fields = fieldsOf(record);
      // As spreadsheets count: the row of names is the first, and empty ones count, too.
      else yield { number: info.records + info.empty_lines, values: valuesOf(fields, record) };
    }
    if (fields === null) throw new BadUserInputError('The file is empty: its first row names the columns.', 'file');
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadUserInputError(`The file is not CSV: ${error.message.replace(/\.?$/, '.')}`, 'file');
  } finally {
    source.destroy();
  }
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly records: number; readonly empty_lines: number };
}

function fieldsOf(names: readonly string[]): Field[] {
  const known: readonly string[] = transferredFields;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new BadUserInputError(
      `The file has columns that activities do not have: ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
        `They have ${transferredFields.join(', ')}.`,
      'file',
    );
  }
  const duplicate = names.find((name, place) => names.indexOf(name) < place);
  if (duplicate !== undefined) throw new BadUserInputError(`The file has two columns "${duplicate}".`, 'file');
  if (!names.includes('code') && !names.includes('slug')) {
    throw new BadUserInputError('The file has neither a column "code" nor "slug", by which rows are found.', 'file');
  }
  return names as Field[];
}

function valuesOf(fields: readonly Field[], cells: readonly string[]): SourceRow['values'] {
  if (cells.length !== fields.length) return `This row has ${cells.length} cells, and the first has ${fields.length}`;
  return Object.fromEntries(fields.map((field, place) => [field, valueOf(field, fromCell(cells[place]!))]));
}

function valueOf(field: Field, text: string): unknown {
  if (text === '') return null;
  if (field === 'year') return /^\d{1,9}$/.test(text) ? Number(text) : text;
  return isListField(field) ? fromListCell(text) : text;
}

/** What spreadsheets take for a formula, with any apostrophes in front of it. */
const FORMULA_LIKE = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** With an apostrophe in front of what could be a formula; one more where there are some, so that fromCell is exact. */
export function toCell(text: string): string {
  return FORMULA_LIKE.test(text) ? `'${text}` : text;
}

function fromCell(cell: string): string {
  return cell.startsWith("'") && FORMULA_LIKE.test(cell) ? cell.slice(1) : cell;
}

/** Separated by semicolons, or as JSON when that would read as another list. */
function toListCell(items: readonly string[]): string {
  const cell = items.join('; ');
  return JSON.stringify(fromListCell(cell)) === JSON.stringify(items) ? cell : JSON.stringify(items);
}

function fromListCell(cell: string): unknown {
  if (!cell.startsWith('[')) return cell === '' ? [] : cell.split(';').map((item) => item.trim());
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

async function* concat(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
