import { useId, useRef, useState, type ReactElement } from 'react';
import type { Problem } from '../api';
import { pastedCells } from '../forms/inputs/participation-cells';
import { useReferences } from '../forms/reference-names';
import type { SearchOption } from '../forms/inputs/search-box';
import { useInterface, type MessageKey } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { describeProblem } from '../ui/problems';
import { TextInput } from '../ui/text-input';
import {
  columnOf,
  rowOf,
  TRANSACTION_COLUMNS,
  TRANSACTION_KINDS,
  withPastedCells,
  type TransactionColumn,
  type TransactionRow,
} from './transaction-cells';

const columnLabels: Readonly<Record<TransactionColumn, MessageKey>> = {
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
  const { t } = useInterface();
  const announce = useAnnounce();
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  const [organisations, setOrganisations] = useState<readonly SearchOption[]>([]);
  const { search } = useReferences('Organisation', [], {});
  const kindOf = (text: string): string =>
    TRANSACTION_KINDS.find((kind) => [kind, t(`option.${kind}`)].some((one) => isSameText(one, text))) ?? text;
  const changeCell = (row: number, column: TransactionColumn, text: string): void => {
    const cell = column === 'currency' || column === 'country' ? text.toUpperCase() : text;
    onChange(rows.with(row, rowOf({ ...rows[row]!.cells, [column]: cell })));
    if (column === 'provider' || column === 'receiver') void search(text).then(setOrganisations);
  };
  const focusRow = (row: number): void => {
    requestAnimationFrame(() =>
      table.current?.querySelectorAll<HTMLElement>('tbody tr')[row]?.querySelector('input')?.focus(),
    );
  };
  const suggestionsOf = (column: TransactionColumn): string | null =>
    column === 'kind' ? `${id}-kind` : column === 'provider' || column === 'receiver' ? `${id}-organisation` : null;
  return (
    <>
      <datalist id={`${id}-kind`}>
        {TRANSACTION_KINDS.map((kind) => (
          <option key={kind} value={kind} label={t(`option.${kind}`)} />
        ))}
      </datalist>
      <datalist id={`${id}-organisation`}>
        {organisations.map(({ key, label: name }) => (
          <option key={key} value={key} label={name} />
        ))}
      </datalist>
      <div className="wide" role="region" aria-label={label} tabIndex={0}>
        <table className="participation" ref={table}>
          <thead>
            <tr>
              {TRANSACTION_COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(columnLabels[column])}
                </th>
              ))}
              {isList && <td />}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells, sentWith }, row) => (
              <tr key={row}>
                {TRANSACTION_COLUMNS.map((column) => {
                  const suggestions = suggestionsOf(column);
                  const own = (problems[row] ?? []).filter((problem) => columnOf(problem) === column);
                  return (
                    <td
                      key={column}
                      onPaste={(event) => {
                        const pasted = pastedCells(event.clipboardData.getData('text/plain'));
                        if (pasted === null || !isList) return;
                        event.preventDefault();
                        onChange(withPastedCells(rows, { row, column }, pasted, kindOf));
                        announce(t('participation.pasted', { count: pasted.length }));
                      }}
                    >
                      <TextInput
                        aria-label={t('participation.cell', { column: t(columnLabels[column]), position: row + 1 })}
                        value={cells[column]}
                        isReadOnly={sentWith !== null}
                        {...(column === 'value' && { inputMode: 'decimal' as const })}
                        {...(suggestions !== null && { suggestions })}
                        onChange={(text) => {
                          changeCell(row, column, text);
                        }}
                        problem={own.length === 0 ? null : own.map((problem) => describeProblem(t, problem)).join(' ')}
                      />
                    </td>
                  );
                })}
                {isList && (
                  <td>
                    <Button
                      aria-label={t('form.removeEntry', { position: row + 1 })}
                      isDisabled={rows.length === 1 || sentWith !== null}
                      onPress={() => {
                        onChange(rows.toSpliced(row, 1));
                        focusRow(Math.max(0, row - 1));
                      }}
                    >
                      <span aria-hidden="true">×</span>
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isList && (
        <Button
          onPress={() => {
            onChange([...rows, rowOf({})]);
            focusRow(rows.length);
          }}
        >
          {t('participation.add')}
        </Button>
      )}
    </>
  );
}

function isSameText(one: string, other: string): boolean {
  return one.toLocaleLowerCase() === other.toLocaleLowerCase();
}
