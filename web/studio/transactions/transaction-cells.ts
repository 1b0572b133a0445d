import type { CreateTransactionInput, StudioTransactionFragment } from '../../../clients/typescript/src/index.js';
import type { Problem } from '../api';
import { cellProblem, readCell, type CellKind, type CellPlace } from '../forms/cells';

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
  from: CellPlace<TransactionColumn>,
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

/** What the texts of the columns mean. The other columns are texts. */
const columnKinds: Readonly<Partial<Record<TransactionColumn, CellKind>>> = {
  kind: TRANSACTION_KINDS,
  date: 'DAY',
  value: 'AMOUNT',
  currency: 'CURRENCY',
  country: 'COUNTRY',
  valueDate: 'DAY',
};

/** The text of a cell, as the server takes it. */
export function cellOf(column: TransactionColumn, text: string, kindOf: (text: string) => string): string {
  return column === 'kind' ? kindOf(text) : readCell(columnKinds[column] ?? 'TEXT', text);
}

/** Problems of a row that keep it from being sent, with the paths that the server would name. */
export function problemsOfRow({ cells }: TransactionRow): readonly Problem[] {
  return TRANSACTION_COLUMNS.flatMap((column): Problem[] => {
    const text = cells[column];
    const isRequired = column === 'kind' || column === 'date' || column === 'value' || column === 'currency';
    const code = text === '' && isRequired ? 'REQUIRED' : cellProblem(columnKinds[column] ?? 'TEXT', text);
    return code === null ? [] : [{ field: `input.${column}`, code, message: text, version: null }];
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
