import { type ReactElement, useId } from 'react';
import type { Problem } from '../api';
import { CellTable, type TableColumn } from '../forms/cell-table';
import { withPastedCells } from '../forms/cells';
import { useReferences } from '../forms/reference-names';
import { useSuggestions } from '../forms/suggestions';
import { type MessageKey, useInterface } from '../interface';
import { describeProblem } from '../ui/problems';
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
  readonly onChange: (rows: readonly TransactionRow[]) => void;
}

/** Transactions as a table, into which a part of a spreadsheet can be pasted. */
export function TransactionGrid({ label, rows, problems, isList, onChange }: TransactionGridProps): ReactElement {
  const { t, optionName } = useInterface();
  const id = useId();
  const { options: organisations, suggest } = useSuggestions(useReferences('Organisation', []).search);
  const read = (column: TransactionColumn, text: string): string => readTransactionCell(column, text, optionName);
  const changeCell = (row: number, column: TransactionColumn, text: string): void => {
    onChange(rows.with(row, withTransactionCell(rows[row]!, column, text)));
    if (column === 'provider' || column === 'receiver') suggest(text);
  };
  const columns = TRANSACTION_COLUMNS.map((name): TableColumn<TransactionColumn> => {
    const suggestions =
      name === 'kind' ? 'kind' : name === 'provider' || name === 'receiver' ? 'organisation' : undefined;
    return {
      name,
      label: t(columnLabels[name]),
      kind: kindOfColumn(name),
      ...(suggestions !== undefined && { suggestions: `${id}-${suggestions}` }),
    };
  });
  return (
    <>
      <datalist id={`${id}-kind`}>
        {TRANSACTION_KINDS.map((kind) => (
          <option key={kind} value={kind} label={optionName(kind)} />
        ))}
      </datalist>
      <datalist id={`${id}-organisation`}>
        {organisations.map(({ key, label: name }) => (
          <option key={key} value={key} label={name} />
        ))}
      </datalist>
      <CellTable<TransactionColumn>
        label={label}
        columns={columns}
        rows={rows.map(({ cells }) => cells)}
        isLocked={(row) => rows[row]!.sentWith !== null}
        problemOf={(row, column) => {
          const own = (problems[row] ?? []).filter((problem) => columnOf(problem) === column);
          return own.length === 0 ? null : own.map((problem) => describeProblem(t, problem)).join(' ');
        }}
        read={read}
        onCell={({ row, column }, text) => {
          changeCell(row, column, text);
        }}
        {...(isList && {
          onPaste: (place, cells) => {
            onChange(
              withPastedCells(rows, place, cells, {
                columns: TRANSACTION_COLUMNS,
                blank: rowOf({}),
                withCell: (row, column, text) => withTransactionCell(row, column, read(column, text)),
                // Rows without an answer stay as they were sent.
                isLocked: ({ sentWith }) => sentWith !== null,
              }),
            );
          },
          onAdd: () => {
            onChange([...rows, rowOf({})]);
          },
          onRemove: (row) => {
            onChange(rows.toSpliced(row, 1));
          },
          min: 1,
        })}
      />
    </>
  );
}
