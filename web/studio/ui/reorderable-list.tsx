import type { ReactElement, ReactNode } from 'react';
import { Button, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { useInterface } from '../interface';
import './reorderable-list.css';

interface ReorderableListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  /** Names the item to screen readers. */
  readonly nameOf: (item: T) => string;
  /** Called with the ids in their new order, and with the one that was moved. */
  readonly onReorder: (ids: readonly string[], moved: string) => void;
  /** `cards`: side by side; `rows`: one below the other. */
  readonly layout: 'cards' | 'rows';
  readonly children: (item: T) => ReactNode;
}

/** A list that is ordered by drag and drop, with the pointer or from the handle with the keyboard. */
export function ReorderableList<T extends { readonly id: string }>(props: ReorderableListProps<T>): ReactElement {
  const { label, items, nameOf, onReorder, layout, children } = props;
  const { t } = useInterface();
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder: ({ keys, target }) => {
      const moved = String([...keys][0]);
      const rest = items.flatMap(({ id }) => (id === moved ? [] : [id]));
      const at = rest.indexOf(String(target.key)) + (target.dropPosition === 'after' ? 1 : 0);
      onReorder([...rest.slice(0, at), moved, ...rest.slice(at)], moved);
    },
  });
  return (
    <GridList
      aria-label={label}
      className={`reorderable ${layout}`}
      layout={layout === 'cards' ? 'grid' : 'stack'}
      items={items}
      dependencies={[children]}
      dragAndDropHooks={dragAndDropHooks}
      keyboardNavigationBehavior="tab"
    >
      {(item) => (
        <GridListItem id={item.id} textValue={nameOf(item)}>
          <Button slot="drag" className="handle" aria-label={t('list.move', { name: nameOf(item) })}>
            <span aria-hidden="true">⠿</span>
          </Button>
          {children(item)}
        </GridListItem>
      )}
    </GridList>
  );
}
