import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stringify, type Stringifier } from 'csv-stringify';
import type { SourceRow } from '../modules/catalogue/activity-transfer/activity-transfer.import';
import {
  fieldFormats,
  transferredFields,
  type TransferredActivity,
} from '../modules/catalogue/activity-transfer/activity-transfer';
import { CSV_DIALECT, fromCell, fromListCell, toCell, toListCell } from '../core/csv-cells';
import { BadUserInputError } from '../errors';
import { MAX_ROW_LENGTH } from './text-file';

type Field = keyof TransferredActivity;

/** Writes CSV for spreadsheets: UTF-8 with a byte order mark. */
export function createCsvWriter(columns: readonly string[]): Stringifier {
  return stringify({ ...CSV_DIALECT, header: true, columns: [...columns], bom: true });
}

export function toCsvRow(activity: TransferredActivity): string[] {
  return transferredFields.map((field) => {
    const value = activity[field];
    if (value === null) return '';
    return toCell(typeof value === 'object' ? toListCell(itemsOf(field, value)) : String(value));
  });
}

/**
 * Reads the rows of a table whose first row names the fields. An empty cell is null. The separator is a comma, a
 * semicolon or a tab, whichever the first row contains.
 *
 * @throws BadUserInputError when the file is no such table
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
      // Counts like a spreadsheet: the header is row 1, and empty rows count.
      else yield { number: info.records + info.empty_lines, values: valuesOf(fields, record) };
    }
    if (fields === null) throw new BadUserInputError('The file is empty: its first row must name the columns', 'file');
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

function fieldsOf(names: readonly string[]): Field[] {
  const known: readonly string[] = transferredFields;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new BadUserInputError(
      `The file has unknown columns: ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
        `Use ${transferredFields.join(', ')}`,
      'file',
    );
  }
  const duplicate = names.find((name, place) => names.indexOf(name) < place);
  if (duplicate !== undefined) throw new BadUserInputError(`The file must not have two columns "${duplicate}"`, 'file');
  if (!names.includes('code') && !names.includes('slug')) {
    throw new BadUserInputError('The file must have a column "code" or "slug", which identifies each activity', 'file');
  }
  return names as Field[];
}

function valuesOf(fields: readonly Field[], cells: readonly string[]): SourceRow['values'] {
  if (cells.length !== fields.length)
    return `The row must have ${fields.length} cells like the first row, but has ${cells.length}`;
  return Object.fromEntries(fields.map((field, place) => [field, valueOf(field, fromCell(cells[place]!))]));
}

function valueOf(field: Field, text: string): unknown {
  if (text === '') return null;
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

async function* concat(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
