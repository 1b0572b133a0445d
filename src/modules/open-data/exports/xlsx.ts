import { once } from 'node:events';
import { createDeflateRaw } from 'node:zlib';
import { strToU8, Zip, ZipPassThrough } from 'fflate';
import type { FileOrigin } from '../attribution';
import { withoutControls } from '../control-characters';
import { type Column, isExactNumber, textOf } from './table';

/** Rows of a sheet without its header (ECMA-376: 1,048,576 rows). */
export const MAX_SHEET_ROWS = 1_048_575;

/** Maximum length of a text in a cell, in UTF-16 code units. Excel repairs files with longer ones. */
const MAX_CELL_LENGTH = 32_767;

/** The rows that are written before other requests have a turn: some milliseconds. */
const ROWS_AT_ONCE = 25;

/** The time of the files in the archive, so that equal tables have equal bytes. It is a local time, as in all ZIP files. */
const ARCHIVE_TIME = new Date(1980, 0, 1);

/** The compression method of ZIP files (APPNOTE.TXT, section 4.4.5). */
const DEFLATE = 8;

/** The letters of the alphabet. */
const LETTERS = 26;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE_RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SPREADSHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The cells of a row: numbers, and texts that no program interprets. */
type Cells = readonly (string | number)[];

interface Sheet {
  readonly name: string;
  readonly rows: readonly Cells[];
}

/** The second sheet of every workbook. */
export function sourceSheet({ publisher, licence, citeAs }: FileOrigin): Sheet {
  return {
    name: 'Source',
    rows: [
      ['publisher', publisher],
      ['licence', licence ?? ''],
      ['citeAs', citeAs],
    ],
  };
}

/**
 * Writes a workbook (ECMA-376) with a sheet for a table, and a sheet with a few rows about it. The table is written and
 * compressed part by part: libraries for workbooks build the whole table in memory, and nothing else runs meanwhile. The threads of
 * zlib compress it.
 */
export async function* writeXlsx<T>(
  table: { readonly name: string; readonly columns: readonly Column<T>[]; readonly parts: AsyncIterable<readonly T[]> },
  about: Sheet,
): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  archive.add('[Content_Types].xml', contentTypes());
  archive.add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]));
  archive.add('xl/workbook.xml', workbook([table.name, about.name]));
  archive.add(
    'xl/_rels/workbook.xml.rels',
    relations([1, 2].map((sheet) => ['worksheet', `worksheets/sheet${sheet}.xml`])),
  );
  archive.add(
    'xl/worksheets/sheet2.xml',
    `${SHEET_START}${about.rows.map((cells, index) => rowOf(index + 1, cells)).join('')}${SHEET_END}`,
  );
  const sheet = archive.begin('xl/worksheets/sheet1.xml');
  try {
    let count = 1;
    await sheet.write(
      SHEET_START_BELOW_HEADER +
        rowOf(
          count,
          table.columns.map(({ name }) => name),
        ),
    );
    for await (const items of table.parts) {
      for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
        const rows = items.slice(from, from + ROWS_AT_ONCE);
        const cells = rows.map((item) => table.columns.map((column) => cellOf(column.of(item))));
        await sheet.write(cells.map((row) => rowOf(++count, row)).join(''));
      }
      yield* archive.taken();
    }
    await sheet.end(SHEET_END);
  } finally {
    sheet.close();
  }
  archive.end();
  yield* archive.taken();
}

/** A ZIP archive that is written file by file. */
class Archive {
  private chunks: Uint8Array[] = [];
  private readonly zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    this.chunks.push(chunk);
  });

  add(name: string, text: string): void {
    const file = new ZipPassThrough(name);
    file.mtime = ARCHIVE_TIME;
    this.zip.add(file);
    file.push(strToU8(text), true);
  }

  /** Begins a compressed file, which is written piece by piece. */
  begin(name: string): DeflatedFile {
    const file = new DeflatedFile(name);
    this.zip.add(file);
    return file;
  }

  end(): void {
    this.zip.end();
  }

  /** The bytes that have been written since the last call. */
  taken(): readonly Uint8Array[] {
    const { chunks } = this;
    this.chunks = [];
    return chunks;
  }
}

/** A file of an archive, compressed outside the thread that serves requests. */
class DeflatedFile extends ZipPassThrough {
  private readonly deflate = createDeflateRaw();
  private taken = Promise.resolve();

  constructor(name: string) {
    super(name);
    this.mtime = ARCHIVE_TIME;
    this.compression = DEFLATE;
    this.deflate.on('data', (chunk: Uint8Array<ArrayBuffer>) => {
      this.ondata(null, chunk, false);
    });
    // The caller that writes gets the error.
    this.deflate.on('error', () => undefined);
  }

  /** Writes a piece. Waits until it has been compressed. */
  async write(text: string): Promise<void> {
    this.push(Buffer.from(text));
    await this.taken;
  }

  /** Writes the last piece. */
  async end(text: string): Promise<void> {
    // fflate sets the checksum with the last piece.
    this.push(Buffer.from(text), true);
    await this.taken;
    this.deflate.end();
    await once(this.deflate, 'end');
    this.ondata(null, new Uint8Array(), true);
  }

  /** Releases the compressor. */
  close(): void {
    this.deflate.destroy();
  }

  protected override process(chunk: Uint8Array): void {
    this.taken = new Promise((resolve, reject) => {
      this.deflate.write(chunk, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

const SHEET_START = `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetData>`;
const SHEET_START_BELOW_HEADER =
  `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>';
const SHEET_END = '</sheetData></worksheet>';

/** Spreadsheets keep 15 digits of a number. Exact numbers with more of them are texts. */
const MAX_DIGITS = 15;

function cellOf(value: ReturnType<Column<unknown>['of']>): string | number {
  if (isExactNumber(value) && value.decimal.replace(/\D/g, '').length <= MAX_DIGITS) return Number(value.decimal);
  return typeof value === 'number' ? value : textOf(value);
}

/**
 * A row with its number, from 1, and its cells with their addresses. ECMA-376 makes both optional, but libraries such as exceljs and
 * read-excel-file cannot read a sheet without them.
 */
function rowOf(number: number, cells: Cells): string {
  return `<row r="${number}">${cells.map((value, place) => toXml(`${columnName(place)}${number}`, value)).join('')}</row>`;
}

/** The letters of a column: A, B, …, Z, AA, AB and so on. */
function columnName(place: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (place % LETTERS));
  return place < LETTERS ? last : columnName(Math.floor(place / LETTERS) - 1) + last;
}

/** An inline string is never a formula. */
function toXml(address: string, value: string | number): string {
  if (typeof value === 'number') return `<c r="${address}"><v>${value}</v></c>`;
  if (value === '') return `<c r="${address}"/>`;
  return `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${escapeText(value)}</t></is></c>`;
}

function escapeText(text: string): string {
  return (
    withoutControls(cut(text))
      // `_x0041_` is the character A (ECMA-376, ST_Xstring), so its first underscore is escaped in the same way.
      .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}

/** The part of a text that fits into a cell. A surrogate pair is never split. */
function cut(text: string): string {
  if (text.length <= MAX_CELL_LENGTH) return text;
  return `${text.slice(0, MAX_CELL_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function contentTypes(): string {
  const sheets = [1, 2].map(
    (sheet) =>
      `<Override PartName="/xl/worksheets/sheet${sheet}.xml" ContentType="${SPREADSHEET_TYPE}.worksheet+xml"/>`,
  );
  return (
    `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET_TYPE}.sheet.main+xml"/>${sheets.join('')}</Types>`
  );
}

function relations(targets: readonly (readonly string[])[]): string {
  const each = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE_RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function workbook(names: readonly string[]): string {
  const sheets = names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`);
  return `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE_RELATIONS}"><sheets>${sheets.join('')}</sheets></workbook>`;
}
