import { type ReactElement, useId } from 'react';
import { useInterface } from '../../interface';
import { CellTable, type TableColumn } from '../cell-table';
import { withPastedCells } from '../cells';
import { problemsOfEntry } from '../field-problems';
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
  const read = (column: BudgetColumn, text: string): string => readBudgetCell(column, text, optionName);
  return (
    <Group
      label={label}
      hint={t('form.pasteBudgets')}
      problem={problemText(problems.filter(({ part }) => part.length === 0))}
    >
      {(['type', 'status'] as const).map((name) => (
        <datalist key={name} id={`${id}-${name}`}>
          {(name === 'type' ? BUDGET_TYPES : BUDGET_STATUSES).map((option) => (
            <option key={option} value={option} label={optionName(option)} />
          ))}
        </datalist>
      ))}
      <CellTable
        label={label}
        columns={columns}
        rows={value.map(cellsOfBudget)}
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
        read={read}
        onCell={({ row, column }, text) => {
          onChange(value.with(row, withBudgetCell(value[row]!, column, text)));
        }}
        onPaste={(place, cells) => {
          onChange(
            withPastedCells(value, place, cells, {
              columns: BUDGET_COLUMNS,
              blank: BLANK_BUDGET,
              withCell: (budget, column, text) => withBudgetCell(budget, column, read(column, text)),
            }),
          );
        }}
        onAdd={() => {
          onChange([...value, BLANK_BUDGET]);
        }}
        onRemove={(row) => {
          onChange(value.toSpliced(row, 1));
        }}
        max={field.maxItems!}
      />
    </Group>
  );
}
