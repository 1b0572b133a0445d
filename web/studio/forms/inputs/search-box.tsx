import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useInterface } from '../../interface';

/** Something that can be chosen. */
export interface SearchOption {
  readonly key: string;
  readonly label: string;
}

/** Milliseconds without typing after which a search begins. */
export const PAUSE_MS = 200;

interface SearchBoxProps {
  readonly label: string;
  /** Returns null if it cannot search now. */
  readonly search: (text: string) => Promise<readonly SearchOption[] | null>;
  readonly onPick: (option: SearchOption) => void;
}

/** Searches while one types, and gives what is picked. Then it is empty again. */
export function SearchBox({ label, search, onPick }: SearchBoxProps): ReactElement {
  const { t } = useInterface();
  const [text, setText] = useState('');
  /** The result of the latest search, and its text; null before the first answer. */
  const [found, setFound] = useState<{
    readonly text: string;
    readonly options: readonly SearchOption[] | null;
  } | null>(null);
  const options = found?.options ?? [];
  const [isOpen, setOpen] = useState(false);
  // A value closes the list. It is forgotten when the list opens again, so that the same option can be picked once more.
  const [picked, setPicked] = useState<string | null>(null);
  const find = useEffectEvent(search);
  useEffect(() => {
    if (!isOpen) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void find(text).then((matching) => {
        if (isCurrent) setFound({ text, options: matching });
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, isOpen]);
  const clear = (): void => {
    setText('');
  };
  const emptyText = (): string => {
    if (found?.text !== text) return t('state.loading');
    if (found.options === null) return t('form.searchFailed');
    return text.trim() === '' ? t('form.nothingToChoose') : t('form.nothingFound', { text: text.trim() });
  };
  return (
    <ComboBox
      className="search"
      aria-label={label}
      items={options}
      inputValue={text}
      onInputChange={setText}
      onOpenChange={(opened) => {
        setOpen(opened);
        if (opened) setPicked(null);
      }}
      value={picked}
      onChange={(key) => {
        const option = options.find((one) => one.key === key);
        // When the focus leaves, the value is given once more.
        if (option === undefined || key === picked) return;
        setPicked(option.key);
        setText('');
        onPick(option);
      }}
      // A text for which nothing was picked would look like a value, and would open the list again.
      onBlur={clear}
      onKeyDown={({ key }) => {
        if (key === 'Escape') clear();
      }}
      // Typing opens the list. It stays closed when the text was emptied because something is picked.
      menuTrigger={text === '' ? 'manual' : 'input'}
      allowsEmptyCollection
    >
      <Label className="visually-hidden">{label}</Label>
      <div className="combo">
        <Input placeholder={t('form.search')} />
        <Button className="button">
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      <Popover className="popover">
        <ListBox className="options" renderEmptyState={() => <div className="hint">{emptyText()}</div>}>
          {(option: SearchOption) => (
            <ListBoxItem id={option.key} textValue={option.label}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
