import { type ReactElement, useId, useRef } from 'react';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { type CellKind, type CellPlace, pastedCells } from './cells';
import { CodeLists, isOfCodes } from './code-lists';
import { type CellHandlers, RemoveCell, TableCell } from './table-cell';

export interface TableColumn<C extends string> {
  readonly name: C;
  readonly label: string;
  readonly kind: CellKind;
  /** The id of a `datalist` of values to choose from. Columns of currencies and countries have one without it. */
  readonly suggestions?: string;
}

interface CellTableProps<C extends string> {
  readonly label: string;
  readonly columns: readonly TableColumn<C>[];
  readonly rows: readonly Readonly<Record<C, string>>[];
  /** What is wrong with a cell; null if nothing is known to be. */
  readonly problemOf: (row: number, column: C) => string | null;
  /** What the text of a cell stands for. */
  readonly titleOf?: (row: number, column: C) => string | undefined;
  /** True for rows that cannot be edited. */
  readonly isLocked?: (row: number) => boolean;
  /** The text of a cell as the server takes it. Applied when the cell is left, and before Enter sends the form. */
  readonly read: (column: C, text: string) => string;
  readonly onCell: (place: CellPlace<C>, text: string) => void;
  /** Takes the cells of a spreadsheet, from a cell on. Absent: pasting adds no rows. */
  readonly onPaste?: (place: CellPlace<C>, cells: readonly (readonly string[])[]) => void;
  readonly onAdd?: () => void;
  readonly onRemove?: (row: number) => void;
  /** The least number of rows. */
  readonly min?: number;
  /** How many rows can be reached by adding. */
  readonly max?: number;
}

/** Rows of texts as a table, into which a part of a spreadsheet can be pasted from any cell on. */
export function CellTable<C extends string>(props: CellTableProps<C>): ReactElement {
  const { label, columns, rows, problemOf, titleOf, onCell, onPaste, onAdd, onRemove, min = 0, max = Infinity } = props;
  const { t } = useInterface();
  const announce = useAnnounce();
  const table = useRef<HTMLTableElement>(null);
  const id = useId();
  const isLocked = (row: number): boolean => props.isLocked?.(row) ?? false;
  const focusRow = (row: number): void => {
    requestAnimationFrame(() =>
      table.current?.querySelectorAll<HTMLElement>('tbody tr')[row]?.querySelector('input')?.focus(),
    );
  };
  const handlers = useRef<CellHandlers<C>>(null!);
  handlers.current = {
    change: (row, column, text) => {
      onCell({ row, column }, text);
    },
    leave: (row, column) => {
      const text = rows[row]![column];
      const read = props.read(column, text);
      if (read !== text && !isLocked(row)) onCell({ row, column }, read);
    },
    paste: (row, column, text) => {
      const pasted = pastedCells(text);
      if (pasted === null || onPaste === undefined) return false;
      onPaste({ row, column }, pasted);
      announce(t('cells.pasted', { count: pasted.length }));
      return true;
    },
    remove: (row) => {
      onRemove!(row);
      focusRow(Math.max(0, row - 1));
    },
  };
  return (
    <>
      {rows.length > 0 && <CodeLists id={id} kinds={columns.map(({ kind }) => kind)} />}
      {rows.length > 0 && (
        <div className="wide" role="region" aria-label={label} tabIndex={0}>
          <table className="cells" ref={table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.name} scope="col">
                    {column.label}
                  </th>
                ))}
                {onRemove !== undefined && <td />}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, row) => (
                <tr key={row}>
                  {columns.map(
                    ({ name, label: title, kind, suggestions = isOfCodes(kind) ? `${id}-${kind}` : undefined }) => (
                      <TableCell
                        key={name}
                        row={row}
                        column={name}
                        kind={kind}
                        label={t('cells.cell', { column: title, position: row + 1 })}
                        text={cells[name]}
                        title={titleOf?.(row, name)}
                        problem={problemOf(row, name)}
                        isLocked={isLocked(row)}
                        suggestions={suggestions}
                        handlers={handlers}
                      />
                    ),
                  )}
                  {onRemove !== undefined && (
                    <RemoveCell
                      row={row}
                      label={t('form.removeEntry', { position: row + 1 })}
                      isDisabled={rows.length <= min || isLocked(row)}
                      handlers={handlers}
                    />
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {onAdd !== undefined && (
        <Button
          isDisabled={rows.length >= max}
          onPress={() => {
            onAdd();
            focusRow(rows.length);
          }}
        >
          {t('cells.add')}
        </Button>
      )}
    </>
  );
}
