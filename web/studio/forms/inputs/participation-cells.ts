import { type CellKind, cellProblem, type Cells, readCell } from '../cells';

export const PARTICIPATION_COLUMN_KINDS = {
  country: 'COUNTRY',
  organisation: 'TEXT',
  women: 'COUNT',
  men: 'COUNT',
  unspecified: 'COUNT',
} as const satisfies Readonly<Record<string, CellKind>>;

export type ParticipationColumn = keyof typeof PARTICIPATION_COLUMN_KINDS;

export const PARTICIPATION_COLUMNS = Object.keys(PARTICIPATION_COLUMN_KINDS) as readonly ParticipationColumn[];

/** A row of people as the form holds it. Invalid text, such as a count in words, is kept and reported before the form is sent. */
export type ParticipationEntry = Readonly<Record<ParticipationColumn, string | number | null>>;

export const BLANK_ENTRY: ParticipationEntry = {
  country: null,
  organisation: null,
  women: null,
  men: null,
  unspecified: null,
};

export function cellsOfEntry(entry: ParticipationEntry): Cells<ParticipationColumn> {
  const texts = PARTICIPATION_COLUMNS.map((column) => [column, String(entry[column] ?? '')]);
  return Object.fromEntries(texts) as Cells<ParticipationColumn>;
}

export function withEntryCell(
  entry: ParticipationEntry,
  column: ParticipationColumn,
  text: string,
): ParticipationEntry {
  const isCount = PARTICIPATION_COLUMN_KINDS[column] === 'COUNT' && cellProblem('COUNT', text) === null;
  return { ...entry, [column]: text === '' ? null : isCount ? Number(text) : text };
}

export function readEntryCell(column: ParticipationColumn, text: string): string {
  return readCell(PARTICIPATION_COLUMN_KINDS[column], text);
}

/** The cells of an entry that cannot be sent, each with the code of the problem and the text. */
export function problemsOfParticipation(
  entry: ParticipationEntry,
): readonly { readonly part: string; readonly code: string; readonly text: string }[] {
  const cells = cellsOfEntry(entry);
  return PARTICIPATION_COLUMNS.flatMap((part) => {
    const code = cellProblem(PARTICIPATION_COLUMN_KINDS[part], cells[part]);
    return code === null ? [] : [{ part, code, text: cells[part] }];
  });
}
