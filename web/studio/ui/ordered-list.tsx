import { Fragment, type Key, type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { useInterface } from '../interface';
import { useAnnounce } from './announcements';
import { Button } from './button';
import './ordered-list.css';

interface OrderedListProps<T> {
  readonly label: string;
  /** `entries`: a part of a form; `rows`: one below the other; `cards`: side by side. */
  readonly layout: 'entries' | 'rows' | 'cards';
  readonly items: readonly T[];
  readonly keyOf: (item: T, index: number) => Key;
  /** Names the item where it is moved. */
  readonly nameOf: (item: T, index: number) => string;
  /** Called with the items in their new order, and the position of the one that was moved. */
  readonly onReorder: (items: readonly T[], position: number) => void;
  /** @param moves the buttons that move the item */
  readonly children: (item: T, index: number, moves: ReactNode) => ReactNode;
}

/** A move of an item from a position to another one, both from 0. */
interface Move {
  readonly from: number;
  readonly to: number;
}

type Direction = 'up' | 'down';

/** A list that the editor orders: by buttons, or by dragging the items by their handles. */
export function OrderedList<T>(props: OrderedListProps<T>): ReactElement {
  const { label, layout, items, keyOf, nameOf, onReorder, children } = props;
  const { t } = useInterface();
  const announce = useAnnounce();
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<Move | null>(null);
  /** The button that gets the focus when the new order is shown. */
  const target = useRef<{ readonly index: number; readonly direction: Direction } | null>(null);
  useEffect(() => {
    if (target.current === null) return;
    const { index, direction } = target.current;
    const item = list.current?.children[index];
    // Items may contain lists with buttons of their own.
    const buttons = [...(item?.querySelectorAll<HTMLElement>(`[data-move=${direction}]`) ?? [])];
    buttons.find((button) => button.closest('li') === item)?.focus();
    target.current = null;
  }, [items]);

  const move = ({ from, to }: Move): void => {
    onReorder(withMove(items, { from, to }), to);
    announce(t('list.moved', { position: to + 1, count: items.length }));
  };
  const buttonOf = (item: T, index: number, direction: Direction): ReactElement => {
    const to = direction === 'up' ? index - 1 : index + 1;
    return (
      <Button
        data-move={direction}
        aria-label={t(direction === 'up' ? 'list.moveUp' : 'list.moveDown', { name: nameOf(item, index) })}
        isDisabled={to < 0 || to === items.length}
        onPress={() => {
          // At an end of the list, the button that goes on is disabled.
          const atEnd = to === 0 ? 'down' : to === items.length - 1 ? 'up' : null;
          target.current = { index: to, direction: atEnd ?? direction };
          move({ from: index, to });
        }}
      >
        <span aria-hidden="true">{direction === 'up' ? '↑' : '↓'}</span>
      </Button>
    );
  };
  return (
    // The focus comes here when the item that had it is removed.
    <ol className={`ordered ${layout}`} ref={list} aria-label={label} tabIndex={-1}>
      {(drag === null ? items : withMove(items, drag)).map((item, index) => (
        <li
          key={keyOf(item, index)}
          className={drag?.to === index ? 'dragged' : ''}
          onDragOver={(event) => {
            if (drag === null) return;
            event.preventDefault();
            if (drag.to !== index) setDrag({ ...drag, to: index });
          }}
          onDrop={(event) => {
            if (drag === null) return;
            event.preventDefault();
            if (drag.from !== drag.to) move(drag);
            setDrag(null);
          }}
        >
          <span
            className="handle"
            aria-hidden="true"
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setDragImage(event.currentTarget.parentElement!, 0, 0);
              setDrag({ from: index, to: index });
            }}
            onDragEnd={() => {
              setDrag(null);
            }}
          >
            ⠿
          </span>
          {children(
            item,
            index,
            <Fragment>
              {buttonOf(item, index, 'up')}
              {buttonOf(item, index, 'down')}
            </Fragment>,
          )}
        </li>
      ))}
    </ol>
  );
}

function withMove<T>(items: readonly T[], { from, to }: Move): readonly T[] {
  return items.toSpliced(from, 1).toSpliced(to, 0, items[from]!);
}
