import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useInterface } from '../../interface';
import { useAnnounce } from '../../ui/announcements';

/** Something that can be chosen. */
export interface SearchOption {
  readonly key: string;
  readonly label: string;
  /** What distinguishes it from options with the same label. */
  readonly note?: string;
}

/** Milliseconds without typing after which a search begins. */
export const PAUSE_MS = 200;

interface SearchBoxProps {
  readonly label: string;
  /** Returns null if it cannot search now. */
  readonly search: (text: string) => Promise<readonly SearchOption[] | null>;
  readonly onPick: (option: SearchOption) => void;
  /** What the field shows before one types; default: that one can. */
  readonly placeholder?: string;
  /** What is said if nothing is found. The text may be empty. */
  readonly textOfNothing?: (text: string) => string;
}

/** Searches while one types, and gives what is picked: with Enter the first option. Then it is empty again. */
export function SearchBox(props: SearchBoxProps): ReactElement {
  const { t } = useInterface();
  const announce = useAnnounce();
  const { label, search, onPick, placeholder = t('form.search') } = props;
  const textOfNothing =
    props.textOfNothing ??
    ((typed: string) => (typed === '' ? t('form.nothingToChoose') : t('form.nothingFound', { text: typed })));
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
  const pick = (option: SearchOption): void => {
    setPicked(option.key);
    clear();
    onPick(option);
  };
  const emptyText = (matching: readonly SearchOption[] | null): string =>
    matching === null ? t('form.searchFailed') : textOfNothing(text.trim());
  /** Enter closes the list, and may be pressed before the search is done. */
  const pickFirst = async (): Promise<void> => {
    const matching = found?.text === text ? found.options : await search(text);
    const [first] = matching ?? [];
    if (first === undefined) announce(emptyText(matching));
    else pick(first);
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
        if (option !== undefined && key !== picked) pick(option);
      }}
      // A text for which nothing was picked would look like a value, and would open the list again.
      onBlur={clear}
      onKeyDown={({ key, target }) => {
        if (key === 'Escape') clear();
        const isNoneFocused = !(target as HTMLElement).hasAttribute('aria-activedescendant');
        if (key === 'Enter' && isOpen && isNoneFocused && text.trim() !== '') void pickFirst();
      }}
      // Typing opens the list. It stays closed when the text was emptied because something is picked.
      menuTrigger={text === '' ? 'manual' : 'input'}
      allowsEmptyCollection
    >
      <Label className="visually-hidden">{label}</Label>
      <div className="combo">
        <Input placeholder={placeholder} />
        <Button className="button">
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      <Popover className="popover">
        <ListBox
          className="options"
          renderEmptyState={() => (
            <div className="hint">{found?.text === text ? emptyText(found.options) : t('state.loading')}</div>
          )}
        >
          {(option: SearchOption) => (
            <ListBoxItem id={option.key} textValue={option.label}>
              {option.label}
              {option.note !== undefined && <div className="hint">{option.note}</div>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
