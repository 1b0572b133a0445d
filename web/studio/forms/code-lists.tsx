import isoCountries from 'i18n-iso-countries/codes.json';
import { type ReactElement, useMemo } from 'react';
import { useInterface } from '../interface';
import type { CellKind } from './cells';

/** The kinds of cells that have a code of which there is a list. */
const CODES = ['CURRENCY', 'COUNTRY'] as const;

type CodeKind = (typeof CODES)[number];

/** True if there is a list of what the cells of the kind may have. */
export function isOfCodes(kind: CellKind): kind is CodeKind {
  return CODES.some((one) => one === kind);
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
      {CODES.filter((kind) => kinds.includes(kind)).map((kind) => (
        <CodeList key={kind} id={`${id}-${kind}`} kind={kind} />
      ))}
    </>
  );
}

function CodeList({ id, kind }: { readonly id: string; readonly kind: CodeKind }): ReactElement {
  const { locale } = useInterface();
  const options = useMemo(() => {
    const codes = kind === 'COUNTRY' ? isoCountries.map(([code]) => code!) : currencies();
    const names = new Intl.DisplayNames(locale, { type: kind === 'COUNTRY' ? 'region' : 'currency' });
    return codes
      .map((code) => ({ code, name: names.of(code) ?? code }))
      .sort((one, other) => one.name.localeCompare(other.name, locale));
  }, [kind, locale]);
  return (
    <datalist id={id}>
      {options.map(({ code, name }) => (
        <option key={code} value={code} label={name} />
      ))}
    </datalist>
  );
}

/** The currencies that the browser knows. Codes with X are metals, units of account and tests, except those of unions of countries. */
function currencies(): readonly string[] {
  return Intl.supportedValuesOf('currency').filter((code) => !/^X(?!AF|CD|OF|PF)/.test(code));
}
