import isoCountries from 'i18n-iso-countries/codes.json';

/** What the texts of a column of a table mean; an array: one of its texts. */
export type CellKind = 'TEXT' | 'DAY' | 'AMOUNT' | 'CURRENCY' | 'COUNTRY' | readonly string[];

/** The texts of a row by their columns. */
export type Cells<C extends string> = Readonly<Record<C, string>>;

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

/** The text of a cell in the form that the server takes, if it can be told; else the text itself, so that nothing is lost. */
export function readCell(kind: CellKind, text: string): string {
  if (kind === 'CURRENCY' || kind === 'COUNTRY') return text.toUpperCase();
  // Spreadsheets show blanks between groups of digits.
  if (kind === 'AMOUNT') return text.replaceAll(/\s/g, '');
  // With dots, the day is first wherever days are written so.
  if (kind === 'DAY') return text.replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, isoDay);
  return text;
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
  if (kind === 'CURRENCY') return /^[A-Z]{3}$/.test(text) ? null : 'NOT_A_CODE';
  return (kind === 'COUNTRY' ? countries.has(text) : kind.includes(text)) ? null : 'NOT_A_CODE';
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
