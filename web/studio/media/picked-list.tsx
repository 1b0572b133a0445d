import { type ReactElement, type ReactNode, useRef } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { OrderedList } from '../ui/ordered-list';

export interface Picked {
  readonly id: string;
  readonly name: string;
}

interface PickedListProps {
  readonly label: string;
  readonly layout: 'cards' | 'rows';
  /** True if the field takes several. */
  readonly isOrdered: boolean;
  readonly items: readonly Picked[];
  /** Called with the ids when one was removed, or when their order was changed. */
  readonly onChange: (ids: readonly string[]) => void;
  readonly children: (item: Picked) => ReactNode;
}

/** What was picked, to be ordered and removed. */
export function PickedList({ label, layout, isOrdered, items, onChange, children }: PickedListProps): ReactElement {
  const { t } = useInterface();
  const group = useRef<HTMLDivElement>(null);
  const show = (item: Picked, moves: ReactNode): ReactElement => (
    <>
      {children(item)}
      {moves}
      <Button
        aria-label={t('media.remove', { name: item.name })}
        onPress={() => {
          group.current?.focus();
          onChange(items.flatMap(({ id }) => (id === item.id ? [] : [id])));
        }}
      >
        {t('action.remove')}
      </Button>
    </>
  );
  return (
    // The focus comes here when the item that had it is removed.
    <div ref={group} tabIndex={-1} className="picked-list">
      {items.length > 0 && isOrdered && (
        <OrderedList
          label={label}
          layout={layout}
          items={items}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          onReorder={(ordered) => {
            onChange(ordered.map(({ id }) => id));
          }}
        >
          {(item, _index, moves) => show(item, moves)}
        </OrderedList>
      )}
      {items.length > 0 && !isOrdered && (
        <ul className={`ordered ${layout}`}>
          {items.map((item) => (
            <li key={item.id}>{show(item, null)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
