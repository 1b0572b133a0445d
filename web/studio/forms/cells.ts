import isoCountries from 'i18n-iso-countries/codes.json';

/** What the texts of a column of a table mean; an array: one of its texts. */
export type CellKind = 'TEXT' | 'DAY' | 'AMOUNT' | 'COUNT' | 'CURRENCY' | 'COUNTRY' | readonly string[];

/** The texts of a row by their columns. */
export type Cells<C extends string> = Readonly<Record<C, string>>;

/** How many characters of a column of a kind are seen at once. */
export function visibleCharacters(kind: CellKind): number {
  // Codes are in capitals, which are wider than other letters.
  if (typeof kind !== 'string') return Math.max(...kind.map(({ length }) => length)) + 3;
  return { TEXT: 12, DAY: 10, AMOUNT: 12, COUNT: 5, CURRENCY: 4, COUNTRY: 4 }[kind];
}

/** The cell in which something is pasted. */
export interface CellPlace<C extends string> {
  readonly row: number;
  readonly column: C;
}

/** The cells of a table that was copied from a spreadsheet; null if the text is not more than one cell. */
export function pastedCells(text: string): readonly (readonly string[])[] | null {
  const lines = text.replace(/(?:\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/);
  return lines.length === 1 && !text.includes('\t') ? null : lines.map((line) => line.split('\t'));
}

/**
 * The text of a cell in the form that the server takes; text that has no such form is kept. For text that is pasted, and for cells
 * that are left: while an editor types, the text may be the beginning of another one.
 *
 * @param labelOf the name of one of the texts of the column, which may stand for it
 */
export function readCell(kind: CellKind, text: string, labelOf: (option: string) => string = String): string {
  const trimmed = text.trim();
  if (typeof kind !== 'string') {
    return kind.find((option) => [option, labelOf(option)].some((one) => isSameText(one, trimmed))) ?? trimmed;
  }
  if (kind === 'CURRENCY') return trimmed.toUpperCase();
  if (kind === 'COUNTRY') return countries.has(trimmed.toUpperCase()) ? trimmed.toUpperCase() : trimmed;
  // Before one or two digits, a comma groups nothing: it is that of French and Russian spreadsheets.
  if (kind === 'AMOUNT' && /^-?[\d\s]+,\d{1,2}$/.test(trimmed)) return readCell(kind, trimmed.replace(',', '.'));
  // Spreadsheets group digits by blanks of several kinds.
  if (kind === 'AMOUNT' || kind === 'COUNT')
    return /^[-\d.\s]+$/.test(trimmed) ? trimmed.replaceAll(/\s/g, '') : trimmed;
  // Dates with dots are day.month.year.
  if (kind === 'DAY') return trimmed.replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, isoDay);
  return trimmed;
}

/** True if two texts are equal apart from case and Unicode normalisation. In a Turkish browser, too, `I` is the capital of `i`. */
export function isSameText(one: string, other: string): boolean {
  return one.normalize().toLowerCase() === other.normalize().toLowerCase();
}

/** How the rows of a table become cells, and texts of cells rows. */
export interface CellRows<R, C extends string> {
  readonly columns: readonly C[];
  readonly newRow: () => R;
  readonly cellsOf: (row: R) => Cells<C>;
  readonly withCell: (row: R, column: C, text: string) => R;
  /** The text of a cell as the server takes it. */
  readonly read: (column: C, text: string) => string;
  /** True for rows that cannot be edited, which pasted rows skip. Absent: none is. */
  readonly isLocked?: (row: R) => boolean;
}

/** The rows with the cells of a spreadsheet, from a cell on. Missing rows are added; cells beyond the last column are left out. */
export function withPastedCells<R, C extends string>(
  rows: readonly R[],
  from: CellPlace<C>,
  cells: readonly (readonly string[])[],
  { columns, newRow, withCell, read, isLocked = () => false }: CellRows<R, C>,
): readonly R[] {
  const filled = columns.slice(columns.indexOf(from.column));
  const changed = [...rows];
  let place = from.row;
  for (const texts of cells) {
    while (place < changed.length && isLocked(changed[place]!)) place += 1;
    changed[place] = filled
      .slice(0, texts.length)
      .reduce((row, column, index) => withCell(row, column, read(column, texts[index]!)), changed[place] ?? newRow());
    place += 1;
  }
  return changed;
}

function isoDay(_text: string, day: string, month: string, year: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const countries = new Set(isoCountries.map(([code]) => code));

/** Why the server cannot be asked about the text of a cell, as the code of a problem; null if it can be. */
export function cellProblem(kind: CellKind, text: string): string | null {
  if (text === '' || kind === 'TEXT') return null;
  if (kind === 'DAY') return isDay(text) ? null : 'NOT_A_DAY';
  if (kind === 'AMOUNT') return /^-?\d{1,16}(\.\d{1,9})?$/.test(text) ? null : 'NOT_AN_AMOUNT';
  if (kind === 'COUNT') return /^\d{1,9}$/.test(text) ? null : 'NOT_A_COUNT';
  if (kind === 'CURRENCY') return /^[A-Z]{3}$/.test(text) ? null : 'NOT_A_CURRENCY';
  if (kind === 'COUNTRY') return countries.has(text) ? null : 'NOT_A_COUNTRY';
  return kind.includes(text) ? null : 'NOT_A_CODE';
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
