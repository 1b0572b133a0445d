import { type ReactElement, useId, useMemo } from 'react';
import { CellTable } from '../forms/cell-table';
import type { CellRows } from '../forms/cells';
import { useReferences } from '../forms/reference-names';
import { useSuggestions } from '../forms/suggestions';
import type { TableColumn } from '../forms/table-cell';
import { type MessageKey, useInterface } from '../interface';
import type { Problem } from '../outcome';
import { describeProblems } from '../ui/problems';
import {
  columnOf,
  kindOfColumn,
  readTransactionCell,
  rowOf,
  TRANSACTION_COLUMNS,
  TRANSACTION_KINDS,
  type TransactionColumn,
  type TransactionRow,
  withTransactionCell,
} from './transaction-cells';

/** What the columns are called. */
export const columnLabels: Readonly<Record<TransactionColumn, MessageKey>> = {
  kind: 'transaction.kind',
  date: 'transaction.date',
  value: 'form.amount',
  currency: 'form.currency',
  reference: 'transaction.reference',
  provider: 'transaction.provider',
  receiver: 'transaction.receiver',
  country: 'field.country',
  sector: 'transaction.sector',
  description: 'field.description',
  valueDate: 'transaction.valueDate',
};

interface TransactionGridProps {
  readonly label: string;
  readonly rows: readonly TransactionRow[];
  /** The problems of each row. */
  readonly problems: readonly (readonly Problem[])[];
  /** True: rows can be added and removed. */
  readonly isList: boolean;
  /** The same function from one rendering to the next. */
  readonly onChange: (change: (rows: readonly TransactionRow[]) => readonly TransactionRow[]) => void;
}

/** Transactions as a table, into which a part of a spreadsheet can be pasted. */
export function TransactionGrid({ label, rows, problems, isList, onChange }: TransactionGridProps): ReactElement {
  const { t, optionName } = useInterface();
  const id = useId();
  const { options: organisations, suggest } = useSuggestions(useReferences('Organisation', []).search);
  const cells = useMemo<CellRows<TransactionRow, TransactionColumn>>(
    () => ({
      columns: TRANSACTION_COLUMNS,
      newRow: () => rowOf({}),
      cellsOf: (row) => row.cells,
      withCell: withTransactionCell,
      read: (column, text) => readTransactionCell(column, text, optionName),
      // Rows without a response stay as they were sent.
      isLocked: ({ sentWith }) => sentWith !== null,
    }),
    [optionName],
  );
  const columns = TRANSACTION_COLUMNS.map((name): TableColumn<TransactionColumn> => ({
    name,
    label: t(columnLabels[name]),
    kind: kindOfColumn(name),
    ...(name === 'kind' && { suggestions: `${id}-kind` }),
    ...((name === 'provider' || name === 'receiver') && { suggestions: `${id}-organisation`, onType: suggest }),
  }));
  return (
    <>
      <datalist id={`${id}-kind`}>
        {TRANSACTION_KINDS.map((kind) => (
          <option key={kind} value={optionName(kind)} />
        ))}
      </datalist>
      <datalist id={`${id}-organisation`}>
        {organisations.map(({ key, label: name }) => (
          <option key={key} value={key} label={name} />
        ))}
      </datalist>
      <CellTable
        label={label}
        columns={columns}
        rows={rows}
        cells={cells}
        problemOf={(row, column) =>
          describeProblems(
            t,
            (problems[row] ?? []).filter((problem) => columnOf(problem) === column),
          )
        }
        onChange={onChange}
        isList={isList}
        min={1}
      />
    </>
  );
}
