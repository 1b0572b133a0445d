import { type ReactElement, useId, useRef } from 'react';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { TextInput } from '../ui/text-input';
import { type CellKind, type CellPlace, pastedCells, visibleCharacters } from './cells';
import { CodeLists, isOfCodes } from './code-lists';

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
  const leave = (place: CellPlace<C>): void => {
    const text = rows[place.row]![place.column];
    const read = props.read(place.column, text);
    if (read !== text && !isLocked(place.row)) onCell(place, read);
  };
  const focusRow = (row: number): void => {
    requestAnimationFrame(() =>
      table.current?.querySelectorAll<HTMLElement>('tbody tr')[row]?.querySelector('input')?.focus(),
    );
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
                      <td
                        key={name}
                        title={titleOf?.(row, name)}
                        onPaste={(event) => {
                          const pasted = pastedCells(event.clipboardData.getData('text/plain'));
                          if (pasted === null || onPaste === undefined) return;
                          event.preventDefault();
                          onPaste({ row, column: name }, pasted);
                          announce(t('cells.pasted', { count: pasted.length }));
                        }}
                        onBlur={() => {
                          leave({ row, column: name });
                        }}
                        onKeyDown={({ key }) => {
                          if (key === 'Enter') leave({ row, column: name });
                        }}
                      >
                        <TextInput
                          aria-label={t('cells.cell', { column: title, position: row + 1 })}
                          value={cells[name]}
                          isReadOnly={isLocked(row)}
                          size={visibleCharacters(kind)}
                          inputMode={kind === 'AMOUNT' ? 'decimal' : kind === 'COUNT' ? 'numeric' : 'text'}
                          {...(suggestions !== undefined && { suggestions })}
                          onChange={(text) => {
                            onCell({ row, column: name }, text);
                          }}
                          problem={problemOf(row, name)}
                        />
                      </td>
                    ),
                  )}
                  {onRemove !== undefined && (
                    <td>
                      <Button
                        aria-label={t('form.removeEntry', { position: row + 1 })}
                        isDisabled={rows.length <= min || isLocked(row)}
                        onPress={() => {
                          onRemove(row);
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
