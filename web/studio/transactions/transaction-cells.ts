import isoCountries from 'i18n-iso-countries/codes.json';
import type { CreateTransactionInput, StudioTransactionFragment } from '../../../clients/typescript/src/index.js';
import type { Problem } from '../api';

export const TRANSACTION_COLUMNS = [
  'kind',
  'date',
  'value',
  'currency',
  'reference',
  'provider',
  'receiver',
  'country',
  'sector',
  'description',
  'valueDate',
] as const;

export type TransactionColumn = (typeof TRANSACTION_COLUMNS)[number];

export const TRANSACTION_KINDS = [
  'PLANNED_DISBURSEMENT',
  'INCOMING_FUNDS',
  'INCOMING_COMMITMENT',
  'OUTGOING_COMMITMENT',
  'DISBURSEMENT',
  'EXPENDITURE',
  'REIMBURSEMENT',
] as const satisfies CreateTransactionInput['kind'][];

/** A row of the form: the texts of its cells. */
export interface TransactionRow {
  readonly cells: Readonly<Record<TransactionColumn, string>>;
  /** Makes the server write the row once, however often it is sent. Another one for other cells. */
  readonly clientMutationId: string;
  /** Version of the activity that the row was sent with, if it is not known whether the server has taken it; else null. */
  readonly sentWith: number | null;
}

const BLANK = Object.fromEntries(TRANSACTION_COLUMNS.map((column) => [column, ''])) as TransactionRow['cells'];

export function rowOf(cells: Partial<TransactionRow['cells']>): TransactionRow {
  return { cells: { ...BLANK, ...cells }, clientMutationId: crypto.randomUUID(), sentWith: null };
}

export function rowOfTransaction(transaction: StudioTransactionFragment): TransactionRow {
  const { kind, date, value, reference, provider, receiver, country, sector, description, valueDate } = transaction;
  return rowOf({
    kind,
    date,
    value: value.amount,
    currency: value.currency,
    reference: reference ?? '',
    provider: provider?.slug ?? '',
    receiver: receiver?.slug ?? '',
    country: country?.code ?? '',
    sector: sector?.code ?? '',
    description: description ?? '',
    valueDate,
  });
}

/** The rows with the cells of a table of a spreadsheet, from a cell on. Rows without an answer stay as they were sent. */
export function withPastedCells(
  rows: readonly TransactionRow[],
  from: { readonly row: number; readonly column: TransactionColumn },
  cells: readonly (readonly string[])[],
  kindOf: (text: string) => string,
): readonly TransactionRow[] {
  const first = TRANSACTION_COLUMNS.indexOf(from.column);
  const changed = [...rows];
  let place = from.row;
  for (const texts of cells) {
    while (changed[place]?.sentWith != null) place += 1;
    const row = { ...changed[place]?.cells } as Record<TransactionColumn, string>;
    for (const [index, column] of TRANSACTION_COLUMNS.slice(first).entries()) {
      const text = texts[index]?.trim();
      if (text !== undefined) row[column] = cellOf(column, text, kindOf);
    }
    changed[place] = rowOf(row);
    place += 1;
  }
  return changed;
}

function cellOf(column: TransactionColumn, text: string, kindOf: (text: string) => string): string {
  if (column === 'kind') return kindOf(text);
  if (column === 'currency' || column === 'country') return text.toUpperCase();
  // Spreadsheets show blanks between groups of digits.
  return column === 'value' ? text.replaceAll(/\s/g, '') : text;
}

const countries = new Set(isoCountries.map(([code]) => code));
const kinds: readonly string[] = TRANSACTION_KINDS;
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What cells must be before the server can be asked about them. */
const isRight: Readonly<Partial<Record<TransactionColumn, (text: string) => boolean>>> = {
  kind: (text) => kinds.includes(text),
  date: isDay,
  value: (text) => /^-?\d{1,16}(\.\d{1,9})?$/.test(text),
  currency: (text) => /^[A-Z]{3}$/.test(text),
  country: (text) => countries.has(text),
  valueDate: isDay,
};

/** Problems of a row that keep it from being sent, with the paths that the server would name. */
export function problemsOfRow({ cells }: TransactionRow): readonly Problem[] {
  return TRANSACTION_COLUMNS.flatMap((column): Problem[] => {
    const text = cells[column];
    const problem = { field: `input.${column}`, message: text, version: null };
    const isRequired = column === 'kind' || column === 'date' || column === 'value' || column === 'currency';
    if (text === '') return isRequired ? [{ ...problem, code: 'REQUIRED' }] : [];
    return isRight[column]?.(text) === false ? [{ ...problem, code: 'INVALID' }] : [];
  });
}

/** The column whose cell a problem of the server concerns; null: none. */
export function columnOf({ field }: Problem): TransactionColumn | null {
  const path = field?.replace(/^input\./, '');
  if (path === 'value.amount') return 'value';
  if (path === 'value.currency') return 'currency';
  return TRANSACTION_COLUMNS.find((column) => column === path) ?? null;
}

/** The values of a row, as inputs have them. */
export function valuesOf({ cells, clientMutationId }: TransactionRow) {
  const { kind, date, value, currency, ...others } = cells;
  const rest = Object.fromEntries(Object.entries(others).map(([name, text]) => [name, text === '' ? null : text]));
  return {
    ...rest,
    kind: kind as CreateTransactionInput['kind'],
    date,
    value: { amount: value, currency },
    clientMutationId,
  };
}
