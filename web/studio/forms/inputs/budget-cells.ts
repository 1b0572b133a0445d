import type { BudgetInput } from '../../../../clients/typescript/src/studio.js';
import { type CellKind, cellProblem, type Cells, readCell } from '../cells';

export const BUDGET_TYPES = ['ORIGINAL', 'REVISED'] as const satisfies BudgetInput['type'][];
export const BUDGET_STATUSES = ['INDICATIVE', 'COMMITTED'] as const satisfies BudgetInput['status'][];

export const BUDGET_COLUMN_KINDS = {
  periodStart: 'DAY',
  periodEnd: 'DAY',
  amount: 'AMOUNT',
  currency: 'CURRENCY',
  type: BUDGET_TYPES,
  status: BUDGET_STATUSES,
  valueDate: 'DAY',
} as const satisfies Readonly<Record<string, CellKind>>;

export type BudgetColumn = keyof typeof BUDGET_COLUMN_KINDS;

export const BUDGET_COLUMNS = Object.keys(BUDGET_COLUMN_KINDS) as readonly BudgetColumn[];

/** A budget as the form holds it. Invalid text is kept, and reported before the form is sent. */
export interface BudgetEntry {
  readonly type: string;
  readonly status: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly value: { readonly amount: string; readonly currency: string };
  readonly valueDate: string | null;
}

/** A new row. Most budgets are of this type and status. */
export const BLANK_BUDGET: BudgetEntry = {
  type: 'ORIGINAL',
  status: 'COMMITTED',
  periodStart: '',
  periodEnd: '',
  value: { amount: '', currency: 'EUR' },
  valueDate: null,
};

export function cellsOfBudget({ value, valueDate, ...budget }: BudgetEntry): Cells<BudgetColumn> {
  return { ...budget, ...value, valueDate: valueDate ?? '' };
}

function budgetOf({ amount, currency, valueDate, ...cells }: Cells<BudgetColumn>): BudgetEntry {
  return { ...cells, value: { amount, currency }, valueDate: valueDate === '' ? null : valueDate };
}

export function withBudgetCell(budget: BudgetEntry, column: BudgetColumn, text: string): BudgetEntry {
  return budgetOf({ ...cellsOfBudget(budget), [column]: text });
}

/** @param labelOf the name of a type or a status */
export function readBudgetCell(column: BudgetColumn, text: string, labelOf: (option: string) => string): string {
  return readCell(BUDGET_COLUMN_KINDS[column], text, labelOf);
}

/** Where a budget cannot be sent as it is: the paths of its parts, each with the code of the problem and the text. */
export function problemsOfBudget(
  budget: BudgetEntry,
): readonly { readonly part: string; readonly code: string; readonly text: string }[] {
  const cells = cellsOfBudget(budget);
  return BUDGET_COLUMNS.flatMap((column) => {
    const text = cells[column];
    const code = text === '' && column !== 'valueDate' ? 'REQUIRED' : cellProblem(BUDGET_COLUMN_KINDS[column], text);
    return code === null ? [] : [{ part: partOf(column), code, text }];
  });
}

/** The path of a column in the input. */
export function partOf(column: BudgetColumn): string {
  return column === 'amount' || column === 'currency' ? `value.${column}` : column;
}
