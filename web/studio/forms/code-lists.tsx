import { type ReactElement, useMemo } from 'react';
import { useInterface } from '../interface';
import type { CellKind } from './cells';
import { useCountries } from './countries';
import type { SearchOption } from './inputs/search-box';

/** True if there is a list of what the cells of the kind may have. */
export function isOfCodes(kind: CellKind): kind is 'CURRENCY' | 'COUNTRY' {
  return kind === 'CURRENCY' || kind === 'COUNTRY';
}

interface CodeListsProps {
  /** The lists are `datalist` elements with this id, a hyphen and their kind. */
  readonly id: string;
  readonly kinds: readonly CellKind[];
}

/** The codes to choose from, with their names in the language of the interface, for the columns of a table. */
export function CodeLists({ id, kinds }: CodeListsProps): ReactElement {
  return (
    <>
      {kinds.includes('CURRENCY') && <CurrencyList id={`${id}-CURRENCY`} />}
      {kinds.includes('COUNTRY') && <CountryList id={`${id}-COUNTRY`} />}
    </>
  );
}

function CountryList({ id }: { readonly id: string }): ReactElement {
  return <CodeList id={id} options={useCountries().options} />;
}

/** The currencies that the browser knows. Codes with X are metals, units of account and tests, except those of unions of countries. */
function CurrencyList({ id }: { readonly id: string }): ReactElement {
  const { locale } = useInterface();
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'currency' });
    return Intl.supportedValuesOf('currency')
      .filter((code) => !/^X(?!AF|CD|OF|PF)/.test(code))
      .map((code) => ({ key: code, label: names.of(code) ?? code }))
      .sort((one, other) => one.label.localeCompare(other.label, locale));
  }, [locale]);
  return <CodeList id={id} options={options} />;
}

function CodeList({ id, options }: { readonly id: string; readonly options: readonly SearchOption[] }): ReactElement {
  return (
    <datalist id={id}>
      {options.map(({ key, label }) => (
        <option key={key} value={key} label={label} />
      ))}
    </datalist>
  );
}
