import { type ReactElement, type ReactNode, useRef } from 'react';
import { useInterface } from '../../interface';
import { Button } from '../../ui/button';
import { Group } from './group';
import { SearchBox, type SearchOption } from './search-box';

interface PickerProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly isRequired: boolean;
  readonly problem: ReactNode;
  readonly keys: readonly string[];
  readonly nameOf: (key: string) => string;
  /** The language of a name; absent: that of the interface. */
  readonly languageOf?: (key: string) => string | undefined;
  readonly max: number;
  readonly search: (text: string) => Promise<readonly SearchOption[] | null>;
  readonly onChange: (keys: readonly string[]) => void;
}

/** What is chosen, and a search for more while there may be more. */
export function Picker(props: PickerProps): ReactElement {
  const { label, hint, isRequired, problem, keys, nameOf, languageOf, max, search, onChange } = props;
  const { t } = useInterface();
  const place = useRef<HTMLDivElement>(null);
  /** Moves the focus to what stands where the focus was. */
  const focusSoon = (selector: string): void => {
    requestAnimationFrame(() => {
      (place.current?.querySelector<HTMLElement>(selector) ?? place.current?.querySelector('input'))?.focus();
    });
  };
  return (
    <Group label={label} hint={hint} isRequired={isRequired} problem={problem}>
      <div ref={place}>
        {keys.length > 0 && (
          <ul className="chips">
            {keys.map((key, index) => (
              <li key={key}>
                <span lang={languageOf?.(key)}>{nameOf(key)}</span>
                <Button
                  aria-label={t('form.remove', { name: nameOf(key) })}
                  onPress={() => {
                    onChange(keys.filter((one) => one !== key));
                    focusSoon(`li:nth-child(${Math.max(1, index)}) button`);
                  }}
                >
                  <span aria-hidden="true">×</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
        {keys.length < max && (
          <SearchBox
            label={label}
            isInvalid={problem !== null}
            search={async (text) => (await search(text))?.filter(({ key }) => !keys.includes(key)) ?? null}
            onPick={({ key }) => {
              onChange([...keys, key]);
              if (keys.length + 1 === max) focusSoon('li:last-child button');
            }}
          />
        )}
      </div>
    </Group>
  );
}
