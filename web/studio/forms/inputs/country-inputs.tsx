import isoCountries from 'i18n-iso-countries/codes.json';
import { type ReactElement, useMemo } from 'react';
import { useInterface } from '../../interface';
import { contains } from '../../ui/contains';
import type { FieldInputProps } from './field-input-props';
import { Picker } from './picker';
import { useProblemText } from './problem-text';
import type { SearchOption } from './search-box';

/** A country. */
export function CountryInput({ value, onChange, ...props }: FieldInputProps<string | null>): ReactElement {
  return (
    <CountryPicker
      {...props}
      max={1}
      value={value === null ? [] : [value]}
      onChange={([code]) => {
        onChange(code ?? null);
      }}
    />
  );
}

/** Several countries. */
export function CountriesInput(props: FieldInputProps<readonly string[]>): ReactElement {
  return <CountryPicker {...props} max={props.field.maxItems!} />;
}

function CountryPicker(props: FieldInputProps<readonly string[]> & { readonly max: number }): ReactElement {
  const { label, hint, value, onChange, problems, field, max } = props;
  const { locale } = useInterface();
  const problemText = useProblemText();
  const names = useMemo(() => new Intl.DisplayNames(locale, { type: 'region' }), [locale]);
  const countries = useMemo<readonly SearchOption[]>(
    () =>
      isoCountries
        .map(([code]) => ({ key: code!, label: names.of(code!) ?? code! }))
        .sort((one, other) => one.label.localeCompare(other.label, locale)),
    [names, locale],
  );
  return (
    <Picker
      label={label}
      hint={hint}
      isRequired={field.isRequired}
      problem={problemText(problems)}
      keys={value}
      nameOf={(code) => names.of(code) ?? code}
      max={max}
      search={(text) => Promise.resolve(countries.filter(({ key, label }) => contains(`${key} ${label}`, text)))}
      onChange={onChange}
    />
  );
}
