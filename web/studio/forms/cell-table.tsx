import { type ReactElement, type ReactNode, useId, useMemo, useRef } from 'react';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { type CellRows, pastedCells, withPastedCells } from './cells';
import { CodeLists, isOfCodes } from './code-lists';
import { type CellEdits, RemoveCell, TableCell, type TableColumn } from './table-cell';

interface CellTableProps<R, C extends string> {
  readonly label: string;
  readonly columns: readonly TableColumn<C>[];
  readonly rows: readonly R[];
  /** The same object from one rendering to the next, or every cell is rendered again. */
  readonly cells: CellRows<R, C>;
  /** What is wrong with a cell; null if nothing is known to be. */
  readonly problemOf: (row: number, column: C) => ReactNode;
  /** What the text of a cell stands for. */
  readonly titleOf?: (row: number, column: C) => string | undefined;
  /** The same function from one rendering to the next, or every cell is rendered again. */
  readonly onChange: (change: (rows: readonly R[]) => readonly R[]) => void;
  /** Called when rows of a spreadsheet have been pasted from a column on. The same function like `onChange`. */
  readonly onPasted?: (column: C, texts: readonly (readonly string[])[]) => void;
  /** False: rows are not added, removed or pasted. */
  readonly isList?: boolean;
  /** The least number of rows. */
  readonly min?: number;
  /** How many rows can be reached by adding. */
  readonly max?: number;
}

/** Rows of texts as a table, into which a part of a spreadsheet can be pasted from any cell on. */
export function CellTable<R, C extends string>(props: CellTableProps<R, C>): ReactElement {
  const { label, columns, rows, cells, problemOf, titleOf, onChange, onPasted } = props;
  const { isList = true, min = 0, max = Infinity } = props;
  const { t } = useInterface();
  const announce = useAnnounce();
  const table = useRef<HTMLTableElement>(null);
  const id = useId();
  const focusRow = (row: number): void => {
    requestAnimationFrame(() =>
      table.current?.querySelectorAll<HTMLElement>('tbody tr')[row]?.querySelector('input')?.focus(),
    );
  };
  const edits = useMemo<CellEdits<C>>(
    () => ({
      read: cells.read,
      write: (row, column, text) => {
        onChange((now) => now.with(row, cells.withCell(now[row]!, column, text)));
      },
      paste: (row, column, text) => {
        const pasted = pastedCells(text);
        if (pasted === null || !isList) return false;
        onChange((now) => withPastedCells(now, { row, column }, pasted, cells));
        onPasted?.(column, pasted);
        announce(t('cells.pasted', { count: pasted.length }));
        return true;
      },
      remove: (row) => {
        onChange((now) => now.toSpliced(row, 1));
        focusRow(Math.max(0, row - 1));
      },
    }),
    [cells, onChange, onPasted, isList, announce, t],
  );
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
                {isList && <td />}
              </tr>
            </thead>
            <tbody>
              {rows.map((entry, row) => {
                const texts = cells.cellsOf(entry);
                const isLocked = cells.isLocked?.(entry) ?? false;
                return (
                  <tr key={row}>
                    {columns.map(({ name, label: title, kind, suggestions, onType }) => (
                      <TableCell
                        key={name}
                        row={row}
                        column={name}
                        kind={kind}
                        label={t('cells.cell', { column: title, position: row + 1 })}
                        text={texts[name]}
                        title={titleOf?.(row, name)}
                        problem={problemOf(row, name)}
                        isLocked={isLocked}
                        suggestions={suggestions ?? (isOfCodes(kind) ? `${id}-${kind}` : undefined)}
                        onType={onType}
                        edits={edits}
                      />
                    ))}
                    {isList && (
                      <RemoveCell
                        row={row}
                        label={t('form.remove', { name: t('form.entry', { label, position: row + 1 }) })}
                        isDisabled={rows.length <= min || isLocked}
                        edits={edits}
                      />
                    )}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {isList && (
        <Button
          aria-label={t('form.actionFor', { action: t('cells.add'), label })}
          isDisabled={rows.length >= max}
          onPress={() => {
            onChange((now) => [...now, cells.newRow()]);
            focusRow(rows.length);
          }}
        >
          {t('cells.add')}
        </Button>
      )}
    </>
  );
}
