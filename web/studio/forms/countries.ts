import isoCountries from 'i18n-iso-countries/codes.json';
import { useMemo } from 'react';
import { useInterface } from '../interface';
import { contains } from '../ui/contains';
import type { SearchOption } from './inputs/search-box';

/** The countries of ISO 3166-1, by their codes, to choose from. */
interface Countries {
  /** Ordered by their names in the language of the interface. */
  readonly options: readonly SearchOption[];
  /** The countries whose names or codes contain a text. */
  readonly search: (text: string) => readonly SearchOption[];
}

export function useCountries(): Countries {
  const { locale, countryName } = useInterface();
  return useMemo(() => {
    const options = isoCountries
      .map(([code]) => ({ key: code!, label: countryName(code!) }))
      .sort((one, other) => one.label.localeCompare(other.label, locale));
    return {
      options,
      search: (text) => options.filter(({ key, label }) => contains(`${key} ${label}`, text)),
    };
  }, [locale, countryName]);
}
