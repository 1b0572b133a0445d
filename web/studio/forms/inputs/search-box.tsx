import { useEffect, useState, type ReactElement } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useInterface } from '../../interface';

/** Something that can be chosen. */
export interface SearchOption {
  readonly key: string;
  readonly label: string;
}

/** Milliseconds without typing after which the search begins. */
const PAUSE_MS = 200;

interface SearchBoxProps {
  readonly label: string;
  readonly search: (text: string) => Promise<readonly SearchOption[]>;
  readonly onPick: (option: SearchOption) => void;
}

/** Searches while one types, and gives what is picked. Then it is empty again. */
export function SearchBox({ label, search, onPick }: SearchBoxProps): ReactElement {
  const { t } = useInterface();
  const [text, setText] = useState('');
  const [options, setOptions] = useState<readonly SearchOption[]>([]);
  const [isOpen, setOpen] = useState(false);
  // A value closes the list. It is forgotten at once, so that another one can be picked.
  const [picked, setPicked] = useState<string | null>(null);
  useEffect(() => {
    setPicked(null);
  }, [picked]);
  useEffect(() => {
    if (!isOpen) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void search(text).then((found) => {
        if (isCurrent) setOptions(found);
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
    // What the search finds depends on the text; the function is another one with each rendering.
  }, [text, isOpen]);
  return (
    <ComboBox
      className="search"
      aria-label={label}
      items={options}
      inputValue={text}
      onInputChange={setText}
      onOpenChange={setOpen}
      value={picked}
      onChange={(key) => {
        const option = options.find((one) => one.key === key);
        if (option === undefined) return;
        setPicked(option.key);
        setText('');
        onPick(option);
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
        <ListBox className="options" renderEmptyState={() => <div className="hint">{t('form.nothingFound')}</div>}>
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
