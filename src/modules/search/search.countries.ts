import { alpha2ToNumeric, numericToAlpha2 } from 'i18n-iso-countries';
import type { RequestContext } from '../../core/access/request-context';
import type { Languages } from '../../core/languages/languages';
import { memoize } from '../../core/memoize';
import { countryCodes } from '../../core/types/country-code';
import { entryOf, FULL_TEXT_TABLES } from '../../database/full-text/full-text';
import type { OtherEntries } from '../../database/full-text/full-text-matches';
import { raw, type Sql, sql } from '../../database/sql/sql';
import type { SearchTerm, SearchText } from '../../database/text/search-text';
import { isCountryReferenced } from '../catalogue/activity/activity.service';
import { exactFinder, nearFinder, type TermFinder, type Word, wordsIn } from './search.words';

/** The number of the first country in the entries of a search. */
const FIRST_ENTRY = entryOf(FULL_TEXT_TABLES.length, 0);

/** The alpha-2 code of the country with an ISO 3166-1 numeric code. */
export function countryOfNumber(number: number): string | undefined {
  return numericToAlpha2(number);
}

/**
 * The countries whose names in the languages of the search match it, as far as visible content refers to them. Null if no
 * name matches.
 */
export function countryEntries({ read, viewer, languages }: RequestContext, query: SearchText): OtherEntries | null {
  // What matches exactly also matches nearly.
  const found = findCountries(query, languages, nearFinder(query));
  if (found.length === 0) return null;
  const exact = findCountries(query, languages, exactFinder(query), found);
  const near = found.filter((code) => !exact.includes(code));
  const select = (codes: readonly string[]): Sql | null => {
    if (codes.length === 0) return null;
    const numbered = read.valueTable(codes.map((code) => `${code}${alpha2ToNumeric(code)}`));
    return sql`SELECT ${raw(String(FIRST_ENTRY))} + CAST(substr(c.value, 3) AS integer) AS entry FROM ${numbered} c
      WHERE ${isCountryReferenced(viewer, sql`substr(c.value, 1, 2)`)}`;
  };
  return { exact: select(exact), near: select(near) };
}

/** The codes of those countries whose names together have all required terms and no excluded one. */
function findCountries(
  { required, excluded }: SearchText,
  languages: Languages,
  find: TermFinder,
  among: readonly string[] = countryCodes,
): string[] {
  const names = namesOf(languages);
  return among.filter((code) => {
    const terms = new Set<SearchTerm>();
    for (const words of names.get(code)!) {
      for (let from = 0; from < words.length; from += 1) for (const term of find(words, from)) terms.add(term);
    }
    return required.every((term) => terms.has(term)) && !excluded.some((term) => terms.has(term));
  });
}

/** The words of each name of a country by its code. The names are in the languages of the programme, which are those of a search. */
const namesOf = memoize(
  (languages: Languages): ReadonlyMap<string, readonly (readonly Word[])[]> =>
    new Map(
      countryCodes.map((code) => [
        code,
        languages.locales.flatMap((locale) =>
          languages.searchedCountryNames(code, locale).map((name) => wordsIn(name, locale)),
        ),
      ]),
    ),
);
