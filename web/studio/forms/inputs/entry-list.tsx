import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useInterface } from '../../interface';
import { useAnnounce } from '../../ui/announcements';
import { Button } from '../../ui/button';

interface EntryListProps<T> {
  readonly label: string;
  readonly entries: readonly T[];
  readonly max: number;
  readonly addLabel: string;
  /** A new entry, which the editor fills in. */
  readonly blank: T;
  readonly onChange: (entries: readonly T[]) => void;
  /** The inputs of an entry. */
  readonly children: (entry: T, index: number, onChange: (entry: T) => void) => ReactNode;
}

/** What has the focus after the next rendering: a part of an entry, or what adds one. */
interface FocusTarget {
  readonly index: number;
  readonly part: 'input' | 'up' | 'down';
}

/** Entries in an order that the editor chooses: by buttons, or by dragging them. */
export function EntryList<T>(props: EntryListProps<T>): ReactElement {
  const { label, entries, max, addLabel, blank, onChange, children } = props;
  const { t } = useInterface();
  const announce = useAnnounce();
  const list = useRef<HTMLOListElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [target, setTarget] = useState<FocusTarget | null>(null);
  useEffect(() => {
    if (target === null) return;
    const entry = list.current?.children[target.index];
    const selector = target.part === 'input' ? 'textarea, input, button' : `[data-move=${target.part}]`;
    (entry?.querySelector<HTMLElement>(selector) ?? add.current)?.focus();
    setTarget(null);
  }, [target]);

  const move = (from: number, to: number): void => {
    onChange(entries.toSpliced(from, 1).toSpliced(to, 0, entries[from]!));
    announce(t('form.moved', { position: to + 1, count: entries.length }));
  };
  const buttonOf = (index: number, part: 'up' | 'down'): ReactElement => {
    const to = part === 'up' ? index - 1 : index + 1;
    return (
      <Button
        data-move={part}
        aria-label={t(part === 'up' ? 'form.moveUp' : 'form.moveDown', { position: index + 1 })}
        isDisabled={to < 0 || to === entries.length}
        onPress={() => {
          move(index, to);
          // At an end of the list, the button that goes on is disabled.
          const isAtEnd = to === 0 || to === entries.length - 1;
          setTarget({ index: to, part: isAtEnd ? (to === 0 ? 'down' : 'up') : part });
        }}
      >
        <span aria-hidden="true">{part === 'up' ? '↑' : '↓'}</span>
      </Button>
    );
  };
  return (
    <>
      <ol className="entries" ref={list} aria-label={label}>
        {entries.map((entry, index) => (
          <li
            key={index}
            className={dragged === index ? 'dragged' : ''}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              if (dragged === index) return;
              move(dragged, index);
              setDragged(index);
            }}
            onDrop={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
          >
            <span
              className="handle"
              aria-hidden="true"
              draggable
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setDragImage(event.currentTarget.parentElement!, 0, 0);
                setDragged(index);
              }}
              onDragEnd={() => {
                setDragged(null);
              }}
            >
              ⠿
            </span>
            <div className="entry">
              {children(entry, index, (changed) => {
                onChange(entries.with(index, changed));
              })}
            </div>
            <div className="actions">
              {buttonOf(index, 'up')}
              {buttonOf(index, 'down')}
              <Button
                aria-label={t('form.removeEntry', { position: index + 1 })}
                onPress={() => {
                  onChange(entries.toSpliced(index, 1));
                  setTarget({ index: Math.max(0, index - 1), part: 'input' });
                }}
              >
                <span aria-hidden="true">×</span>
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Button
        ref={add}
        isDisabled={entries.length >= max}
        onPress={() => {
          onChange([...entries, blank]);
          setTarget({ index: entries.length, part: 'input' });
        }}
      >
        {addLabel}
      </Button>
    </>
  );
}
