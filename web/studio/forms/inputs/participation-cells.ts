import isoCountries from 'i18n-iso-countries/codes.json';
import type { CellPlace } from '../cells';

export const PARTICIPATION_COLUMNS = ['country', 'organisation', 'women', 'men', 'unspecified'] as const;

export type ParticipationColumn = (typeof PARTICIPATION_COLUMNS)[number];

/** A row of people as the form holds it. A count that is no number is the text that was typed. */
export type ParticipationEntry = Readonly<Record<ParticipationColumn, string | number | null>>;

export const BLANK_ENTRY: ParticipationEntry = {
  country: null,
  organisation: null,
  women: null,
  men: null,
  unspecified: null,
};

const codes = new Set(isoCountries.map(([code]) => code));

/** The value that the text of a cell stands for. */
export function cellOf(column: ParticipationColumn, text: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (column === 'country' && codes.has(trimmed.toUpperCase())) return trimmed.toUpperCase();
  if (column === 'country' || column === 'organisation') return trimmed;
  // Spreadsheets group digits by blanks of several kinds.
  const digits = trimmed.replaceAll(/\s/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : trimmed;
}

/** True if the server can be asked about the cell: a code of a country, a count, or nothing. */
export function isSendable(column: ParticipationColumn, cell: string | number | null): boolean {
  if (cell === null || column === 'organisation') return true;
  return column === 'country' ? codes.has(cell as string) : typeof cell === 'number';
}

/** The rows with the cells of a table from a cell on. What is beyond the last column is left out. */
export function withPasted(
  rows: readonly ParticipationEntry[],
  from: CellPlace<ParticipationColumn>,
  cells: readonly (readonly string[])[],
): readonly ParticipationEntry[] {
  const first = PARTICIPATION_COLUMNS.indexOf(from.column);
  const changed = [...rows];
  for (const [line, texts] of cells.entries()) {
    const index = from.row + line;
    const pasted = PARTICIPATION_COLUMNS.slice(first).flatMap((column, place) => {
      const text = texts[place];
      return text === undefined ? [] : [[column, cellOf(column, text)] as const];
    });
    changed[index] = { ...(changed[index] ?? BLANK_ENTRY), ...Object.fromEntries(pasted) };
  }
  return changed;
}
