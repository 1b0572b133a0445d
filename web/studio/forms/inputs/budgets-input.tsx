import { type ReactElement, useId, useMemo } from 'react';
import { useInterface } from '../../interface';
import { CellTable } from '../cell-table';
import type { CellRows } from '../cells';
import { problemsOfEntry } from '../field-problems';
import type { TableColumn } from '../table-cell';
import {
  BLANK_BUDGET,
  BUDGET_COLUMN_KINDS,
  BUDGET_COLUMNS,
  BUDGET_STATUSES,
  BUDGET_TYPES,
  type BudgetColumn,
  type BudgetEntry,
  cellsOfBudget,
  partOf,
  readBudgetCell,
  withBudgetCell,
} from './budget-cells';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { useProblemText } from './problem-text';

/** Budgets of periods, as a table into which a part of a spreadsheet can be pasted. */
export function BudgetsInput(props: FieldInputProps<readonly BudgetEntry[]>): ReactElement {
  const { label, value, onChange, problems, field } = props;
  const { t, optionName } = useInterface();
  const id = useId();
  const problemText = useProblemText();
  const labels: Readonly<Record<BudgetColumn, string>> = {
    periodStart: t('form.periodStart'),
    periodEnd: t('form.periodEnd'),
    amount: t('form.amount'),
    currency: t('form.currency'),
    type: t('form.budgetType'),
    status: t('form.budgetStatus'),
    valueDate: t('transaction.valueDate'),
  };
  const columns = BUDGET_COLUMNS.map((name): TableColumn<BudgetColumn> => ({
    name,
    label: labels[name],
    kind: BUDGET_COLUMN_KINDS[name],
    ...((name === 'type' || name === 'status') && { suggestions: `${id}-${name}` }),
  }));
  const cells = useMemo<CellRows<BudgetEntry, BudgetColumn>>(
    () => ({
      columns: BUDGET_COLUMNS,
      newRow: () => BLANK_BUDGET,
      cellsOf: cellsOfBudget,
      withCell: withBudgetCell,
      read: (column, text) => readBudgetCell(column, text, optionName),
    }),
    [optionName],
  );
  return (
    <Group
      label={label}
      hint={t('form.pasteBudgets')}
      problem={problemText(problems.filter(({ part }) => part.length === 0))}
    >
      {(['type', 'status'] as const).map((name) => (
        <datalist key={name} id={`${id}-${name}`}>
          {(name === 'type' ? BUDGET_TYPES : BUDGET_STATUSES).map((option) => (
            <option key={option} value={optionName(option)} />
          ))}
        </datalist>
      ))}
      <CellTable
        label={label}
        columns={columns}
        rows={value}
        cells={cells}
        problemOf={(row, column) =>
          problemText(
            problemsOfEntry(problems, row).filter(
              ({ part }) =>
                part.join('.') === partOf(column) ||
                (column === 'periodStart' && part.length === 0) ||
                (column === 'amount' && part.join('.') === 'value'),
            ),
          )
        }
        onChange={onChange}
        max={field.maxItems!}
      />
    </Group>
  );
}
