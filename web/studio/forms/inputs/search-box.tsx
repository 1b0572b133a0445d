import { type ReactElement, type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useInterface } from '../../interface';
import { useAnnounce } from '../../ui/announcements';

/** An option that can be chosen. */
export interface SearchOption {
  readonly key: string;
  readonly label: string;
  /** The language of the label; absent: that of the interface. */
  readonly locale?: string;
  /** A text that distinguishes it from options with the same label. */
  readonly note?: ReactNode;
}

/** Milliseconds without typing after which a search begins. */
export const PAUSE_MS = 200;

interface SearchBoxProps {
  readonly label: string;
  /** True if something is wrong with what was picked. What it is stands beside the field. */
  readonly isInvalid?: boolean;
  /** Returns null if it cannot search now. */
  readonly search: (text: string) => Promise<readonly SearchOption[] | null>;
  readonly onPick: (option: SearchOption) => void;
  /** Text of the field before one types; by default, an invitation to search. */
  readonly placeholder?: string;
  /** Message if nothing is found for a text, which may be empty. */
  readonly emptyText?: (text: string) => string;
}

/** A field that searches while the editor types. Enter picks the first option. Picking an option empties the field. */
export function SearchBox(props: SearchBoxProps): ReactElement {
  const { t } = useInterface();
  const announce = useAnnounce();
  const { label, isInvalid = false, search, onPick, placeholder = t('form.search') } = props;
  const emptyText =
    props.emptyText ??
    ((typed: string) => (typed === '' ? t('form.nothingToChoose') : t('form.nothingFound', { text: typed })));
  const [text, setText] = useState('');
  /** The result of the latest search, and its text; null before the first response. */
  const [found, setFound] = useState<{
    readonly text: string;
    readonly options: readonly SearchOption[] | null;
  } | null>(null);
  const options = found?.options ?? [];
  const [isOpen, setOpen] = useState(false);
  // A value closes the list. Opening the list removes the value, so that the same option can be picked again.
  const [picked, setPicked] = useState<string | null>(null);
  /** The text for which Enter was pressed before its search was done. Enter closes the list. */
  const [entered, setEntered] = useState<string | null>(null);
  const isSearching = isOpen || entered !== null;
  const find = useEffectEvent(search);
  const take = useEffectEvent((matching: readonly SearchOption[] | null): void => {
    setFound({ text, options: matching });
    if (entered !== null) pickFirst(matching);
  });
  useEffect(() => {
    if (!isSearching) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void find(text).then((matching) => {
        if (isCurrent) take(matching);
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, isSearching]);
  const type = (typed: string): void => {
    setText(typed);
    setEntered(null);
  };
  const clear = (): void => {
    type('');
  };
  const pick = (option: SearchOption): void => {
    setPicked(option.key);
    clear();
    onPick(option);
  };
  const describeNone = (matching: readonly SearchOption[] | null): string =>
    matching === null ? t('form.searchFailed') : emptyText(text.trim());
  const pickFirst = (matching: readonly SearchOption[] | null): void => {
    const [first] = matching ?? [];
    setEntered(null);
    if (first === undefined) announce(describeNone(matching));
    else pick(first);
  };
  return (
    <ComboBox
      className="search"
      isInvalid={isInvalid}
      validationBehavior="aria"
      items={options}
      inputValue={text}
      onInputChange={type}
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
      onKeyDown={({ key, target, nativeEvent }) => {
        if (key === 'Escape') clear();
        const isNoneFocused = !(target as HTMLElement).hasAttribute('aria-activedescendant');
        // Within an input method, Enter commits its text.
        if (key !== 'Enter' || nativeEvent.isComposing || !isOpen || !isNoneFocused || text.trim() === '') return;
        if (found?.text === text) pickFirst(found.options);
        else setEntered(text);
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
            <div className="hint">{found?.text === text ? describeNone(found.options) : t('state.loading')}</div>
          )}
        >
          {(option: SearchOption) => (
            <ListBoxItem id={option.key} textValue={option.label}>
              <span lang={option.locale}>{option.label}</span>
              {option.note !== undefined && <div className="hint">{option.note}</div>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
