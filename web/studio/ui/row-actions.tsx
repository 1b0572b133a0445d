import type { ReactElement } from 'react';
import { Button } from './button';

/** Something that can be done to a row of a table. */
interface RowAction {
  readonly key: string;
  /** What the button says. */
  readonly title: string;
  /** What the button does to this row, for those who do not see the row beside it. */
  readonly label: string;
  readonly look?: 'plain' | 'danger';
  readonly onPress: () => void;
}

/** The last cell of a row of a table: the buttons that change what the row shows. */
export function RowActions({ actions }: { readonly actions: readonly RowAction[] }): ReactElement {
  return (
    <td>
      <div className="actions">
        {actions.map(({ key, title, label, look = 'plain', onPress }) => (
          <Button key={key} look={look} aria-label={label} onPress={onPress}>
            {title}
          </Button>
        ))}
      </div>
    </td>
  );
}
