import { memo, type ReactElement, type RefObject } from 'react';
import { Button } from '../ui/button';
import { TextInput } from '../ui/text-input';
import { type CellKind, visibleCharacters } from './cells';

/** What a table does when one of its cells is used. */
export interface CellHandlers<C extends string> {
  readonly change: (row: number, column: C, text: string) => void;
  readonly leave: (row: number, column: C) => void;
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
  readonly problem: string | null;
  readonly isLocked: boolean;
  /** The id of a `datalist`. */
  readonly suggestions: string | undefined;
  /** Always the same, with the handlers of the latest rows. */
  readonly handlers: RefObject<CellHandlers<C>>;
}

/** A cell of a table. It is rendered again only when it shows something else: a table has up to a thousand cells. */
export const TableCell = memo(function TableCell<C extends string>(props: TableCellProps<C>): ReactElement {
  const { row, column, kind, label, text, title, problem, isLocked, suggestions, handlers } = props;
  return (
    <td
      title={title}
      onPaste={(event) => {
        if (handlers.current.paste(row, column, event.clipboardData.getData('text/plain'))) event.preventDefault();
      }}
      onBlur={() => {
        handlers.current.leave(row, column);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Enter') handlers.current.leave(row, column);
      }}
    >
      <TextInput
        aria-label={label}
        value={text}
        isReadOnly={isLocked}
        size={visibleCharacters(kind)}
        inputMode={kind === 'AMOUNT' ? 'decimal' : kind === 'COUNT' ? 'numeric' : 'text'}
        {...(suggestions !== undefined && { suggestions })}
        onChange={(changed) => {
          handlers.current.change(row, column, changed);
        }}
        problem={problem}
      />
    </td>
  );
}) as <C extends string>(props: TableCellProps<C>) => ReactElement;

interface RemoveCellProps {
  readonly row: number;
  readonly label: string;
  readonly isDisabled: boolean;
  readonly handlers: RefObject<Pick<CellHandlers<string>, 'remove'>>;
}

/** The cell with the button that removes a row. */
export const RemoveCell = memo(function RemoveCell({
  row,
  label,
  isDisabled,
  handlers,
}: RemoveCellProps): ReactElement {
  return (
    <td>
      <Button
        aria-label={label}
        isDisabled={isDisabled}
        onPress={() => {
          handlers.current.remove(row);
        }}
      >
        <span aria-hidden="true">×</span>
      </Button>
    </td>
  );
});
