import type { ReactElement } from 'react';
import { useInterface } from '../../interface';
import { useCountries } from '../countries';
import type { FieldInputProps } from './field-input-props';
import { Picker } from './picker';
import { useProblemText } from './problem-text';

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

interface CountryPickerProps extends Omit<FieldInputProps<readonly string[]>, 'onChange'> {
  readonly max: number;
  readonly onChange: (keys: readonly string[]) => void;
}

function CountryPicker(props: CountryPickerProps): ReactElement {
  const { label, hint, value, onChange, problems, field, max } = props;
  const { countryName } = useInterface();
  const problemText = useProblemText();
  const countries = useCountries();
  return (
    <Picker
      label={label}
      hint={hint}
      isRequired={field.isRequired}
      problem={problemText(problems)}
      keys={value}
      nameOf={countryName}
      max={max}
      search={(text) => Promise.resolve(countries.search(text))}
      onChange={onChange}
    />
  );
}
