import { type ReactElement, useRef } from 'react';
import type { RecipientInput, SectorInput } from '../../../../clients/typescript/src/studio.js';
import { useInterface } from '../../interface';
import { Button } from '../../ui/button';
import { TextInput } from '../../ui/text-input';
import { useCodes } from '../codes';
import { useCountries } from '../countries';
import { problemsOfEntry } from '../field-problems';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { Picker } from './picker';
import { useProblemText } from './problem-text';
import { SearchBox, type SearchOption } from './search-box';

/** Codes of codelists. */
export function CodesInput(props: FieldInputProps<readonly string[]>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const problemText = useProblemText();
  const { nameOf, search } = useCodes(field.codelists!);
  return (
    <Picker
      label={label}
      hint={hint}
      isRequired={field.isRequired}
      problem={problemText(problems)}
      keys={value}
      nameOf={nameOf}
      max={field.maxItems!}
      search={(text) => Promise.resolve(search(text))}
      onChange={onChange}
    />
  );
}

/** Sectors with their percentages. */
export function SectorsInput(props: FieldInputProps<readonly SectorInput[]>): ReactElement {
  const { nameOf, search } = useCodes(props.field.codelists!);
  return (
    <SharesInput
      {...props}
      nameOf={({ code }) => nameOf(code)}
      search={search}
      entryOf={(code) => ({ code, percentage: null })}
    />
  );
}

/** Countries and regions with their percentages. */
export function RecipientsInput(props: FieldInputProps<readonly RecipientInput[]>): ReactElement {
  const { countryName } = useInterface();
  const regions = useCodes(props.field.codelists!);
  const countries = useCountries();
  const isCountry = (key: string): boolean => /^[A-Z]{2}$/.test(key);
  return (
    <SharesInput
      {...props}
      nameOf={({ country, region }) => (country == null ? regions.nameOf(region ?? '') : countryName(country))}
      search={(text) => [...countries.search(text), ...regions.search(text)]}
      entryOf={(key) => ({
        country: isCountry(key) ? key : null,
        region: isCountry(key) ? null : key,
        percentage: null,
      })}
    />
  );
}

interface SharesInputProps<E> extends FieldInputProps<readonly E[]> {
  readonly nameOf: (entry: E) => string;
  readonly search: (text: string) => readonly SearchOption[];
  readonly entryOf: (key: string) => E;
}

/** Entries with percentages, of which each can be chosen once. */
function SharesInput<E extends { readonly percentage?: string | null | undefined }>(
  props: SharesInputProps<E>,
): ReactElement {
  const { label, hint, value, onChange, problems, field, nameOf, search, entryOf } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const place = useRef<HTMLDivElement>(null);
  const chosen = new Set(value.map(nameOf));
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <div ref={place}>
        <ul className="roles">
          {value.map((entry, index) => (
            <li key={nameOf(entry)}>
              <span>{nameOf(entry)}</span>
              <TextInput
                aria-label={t('form.percentageOf', { name: nameOf(entry) })}
                inputMode="decimal"
                value={entry.percentage ?? ''}
                onChange={(text) => {
                  onChange(
                    value.with(index, {
                      ...entry,
                      percentage: text.trim() === '' ? null : text.trim().replace(',', '.'),
                    }),
                  );
                }}
                problem={problemText(problemsOfEntry(problems, index))}
              />
              <span aria-hidden="true">%</span>
              <Button
                aria-label={t('form.remove', { name: nameOf(entry) })}
                onPress={() => {
                  onChange(value.toSpliced(index, 1));
                  requestAnimationFrame(() => place.current?.querySelector('input')?.focus());
                }}
              >
                <span aria-hidden="true">×</span>
              </Button>
            </li>
          ))}
        </ul>
        {value.length < field.maxItems! && (
          <SearchBox
            label={label}
            search={(text) => Promise.resolve(search(text).filter(({ key }) => !chosen.has(nameOf(entryOf(key)))))}
            onPick={({ key }) => {
              onChange([...value, entryOf(key)]);
            }}
          />
        )}
      </div>
    </Group>
  );
}
