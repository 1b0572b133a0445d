import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { useInterface } from '../../interface';
import { Button } from '../../ui/button';
import { OrderedList } from '../../ui/ordered-list';

interface EntriesInputProps<T> {
  readonly label: string;
  readonly entries: readonly T[];
  readonly max: number;
  /** What the button says that adds an entry; absent: a word that needs the label beside it. */
  readonly addLabel?: string;
  /** A new entry, which the editor fills in. */
  readonly blank: T;
  /** Names the entry where it is moved and removed. If absent, by the label and its position. */
  readonly nameOf?: (entry: T, index: number) => string;
  readonly onChange: (entries: readonly T[]) => void;
  /** The inputs of an entry. */
  readonly children: (entry: T, index: number, onChange: (entry: T) => void) => ReactNode;
}

/** Entries in an order that the editor chooses, to be added, filled in and removed. */
export function EntriesInput<T>(props: EntriesInputProps<T>): ReactElement {
  const { label, entries, max, addLabel, blank, onChange, children } = props;
  const { t } = useInterface();
  const { nameOf: nameOfEntry = (_entry, index) => t('form.entry', { label, position: index + 1 }) } = props;
  const place = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  /** The entry whose first input gets the focus when the new entries are shown. */
  const target = useRef<number | null>(null);
  useEffect(() => {
    if (target.current === null) return;
    const entry = place.current?.querySelectorAll(':scope > ol > li')[target.current];
    (entry?.querySelector<HTMLElement>('textarea, input, button') ?? add.current)?.focus();
    target.current = null;
  }, [entries]);
  return (
    <div ref={place}>
      <OrderedList
        label={label}
        layout="entries"
        items={entries}
        keyOf={(_entry, index) => index}
        nameOf={nameOfEntry}
        onReorder={onChange}
      >
        {(entry, index, moves) => (
          <>
            <div className="entry">
              {children(entry, index, (changed) => {
                onChange(entries.with(index, changed));
              })}
            </div>
            <div className="actions">
              {moves}
              <Button
                aria-label={t('form.remove', { name: nameOfEntry(entry, index) })}
                onPress={() => {
                  target.current = Math.max(0, index - 1);
                  onChange(entries.toSpliced(index, 1));
                }}
              >
                <span aria-hidden="true">×</span>
              </Button>
            </div>
          </>
        )}
      </OrderedList>
      <Button
        ref={add}
        {...(addLabel === undefined && { 'aria-label': t('form.actionFor', { action: t('form.add'), label }) })}
        isDisabled={entries.length >= max}
        onPress={() => {
          target.current = entries.length;
          onChange([...entries, blank]);
        }}
      >
        {addLabel ?? t('form.add')}
      </Button>
    </div>
  );
}
