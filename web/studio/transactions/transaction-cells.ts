import type { CreateTransactionInput, StudioTransactionFragment } from '../../../clients/typescript/src/studio.js';
import { type CellKind, cellProblem, readCell } from '../forms/cells';
import type { Problem } from '../outcome';

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

/** The row with another text in a cell, as another row to be sent. */
export function withTransactionCell(row: TransactionRow, column: TransactionColumn, text: string): TransactionRow {
  return rowOf({ ...row.cells, [column]: text });
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

export function kindOfColumn(column: TransactionColumn): CellKind {
  return columnKinds[column] ?? 'TEXT';
}

/** @param labelOf the name of a kind */
export function readTransactionCell(
  column: TransactionColumn,
  text: string,
  labelOf: (option: string) => string,
): string {
  return readCell(kindOfColumn(column), text, labelOf);
}

/** Problems of a row that keep it from being sent, with the paths that the server would name. */
export function problemsOfRow({ cells }: TransactionRow): readonly Problem[] {
  return TRANSACTION_COLUMNS.flatMap((column): Problem[] => {
    const text = cells[column];
    const isRequired = column === 'kind' || column === 'date' || column === 'value' || column === 'currency';
    const code = text === '' && isRequired ? 'REQUIRED' : cellProblem(kindOfColumn(column), text);
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
