import { memo, type ReactElement, type ReactNode } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { TextInput } from '../ui/text-input';
import { type CellKind, visibleCharacters } from './cells';

export interface TableColumn<C extends string> {
  readonly name: C;
  readonly label: string;
  readonly kind: CellKind;
  /** The id of a `datalist` of values to choose from. Columns of currencies and countries have one without it. */
  readonly suggestions?: string;
  /** Called with what is typed. The same function from one rendering to the next. */
  readonly onType?: (text: string) => void;
}

/** What the cells of a table do with its rows. */
export interface CellEdits<C extends string> {
  /** The text of a cell as the server takes it. */
  readonly read: (column: C, text: string) => string;
  readonly write: (row: number, column: C, text: string) => void;
  /** Returns false if the text is for the cell alone. */
  readonly paste: (row: number, column: C, text: string) => boolean;
  readonly remove: (row: number) => void;
}

interface TableCellProps<C extends string> {
  readonly row: number;
  readonly column: C;
  readonly kind: CellKind;
  readonly label: string;
  readonly text: string;
  /** What the text stands for. */
  readonly title: string | undefined;
  readonly problem: ReactNode;
  /** True if the cell cannot be edited. */
  readonly isLocked: boolean;
  /** The id of a `datalist`. */
  readonly suggestions: string | undefined;
  readonly onType: ((text: string) => void) | undefined;
  readonly edits: CellEdits<C>;
}

/** A cell of a table. It is rendered again only when it shows something else: a table has up to a thousand cells. */
export const TableCell = memo(function TableCell<C extends string>(props: TableCellProps<C>): ReactElement {
  const { row, column, kind, label, text, title, problem, isLocked, suggestions, onType, edits } = props;
  const { optionName } = useInterface();
  const change = (changed: string): void => {
    edits.write(row, column, changed);
    onType?.(changed);
  };
  /** While an editor types, the text may be the beginning of another one. So it is read when the cell is left. */
  const leave = (): void => {
    const read = edits.read(column, text);
    if (read !== text && !isLocked) change(read);
  };
  return (
    <td
      title={title}
      onPasteCapture={(event) => {
        if (edits.paste(row, column, event.clipboardData.getData('text/plain'))) event.preventDefault();
      }}
      onBlur={leave}
      onKeyDown={({ key }) => {
        // Enter sends the form.
        if (key === 'Enter') leave();
      }}
    >
      <TextInput
        aria-label={label}
        value={typeof kind !== 'string' && kind.includes(text) ? optionName(text) : text}
        isReadOnly={isLocked}
        size={visibleCharacters(kind)}
        inputMode={kind === 'AMOUNT' ? 'decimal' : kind === 'COUNT' ? 'numeric' : 'text'}
        {...(suggestions !== undefined && { suggestions })}
        onChange={change}
        problem={problem}
      />
    </td>
  );
}) as <C extends string>(props: TableCellProps<C>) => ReactElement;

interface RemoveCellProps {
  readonly row: number;
  readonly label: string;
  readonly isDisabled: boolean;
  readonly edits: Pick<CellEdits<never>, 'remove'>;
}

/** The cell with the button that removes a row. */
export const RemoveCell = memo(function RemoveCell({ row, label, isDisabled, edits }: RemoveCellProps): ReactElement {
  return (
    <td>
      <Button
        aria-label={label}
        isDisabled={isDisabled}
        onPress={() => {
          edits.remove(row);
        }}
      >
        <span aria-hidden="true">×</span>
      </Button>
    </td>
  );
});
