import { LRUCache } from 'lru-cache';
import { Field, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { canonicalLocale, MAX_LOCALE_LENGTH } from '../../../core/types/locale';
import { BadUserInputError } from '../../../errors';

/** Countries are not stored: the package i18n-iso-countries provides the codes of ISO 3166-1, and Node.js their names. */
@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Country of ISO 3166-1.' })
export class Country {
  @Field(() => CountryCodeScalar, { description: 'ISO 3166-1 alpha-2 code of the country.' })
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/**
 * The name of the country in the language of a locale, by the data of CLDR: the short name that is in common use, such as
 * Moldova. In English if CLDR has no names in the language.
 *
 * @param locale a BCP 47 tag
 * @throws BadUserInputError (`locale`) when it is not a language tag, or is too long
 */
export function countryName(code: string, locale: string): string {
  let names = namesByLocale.get(locale);
  if (names === undefined) {
    const canonical = canonicalLocale(locale);
    if (canonical === null) {
      throw new BadUserInputError(
        `locale must be a BCP 47 language tag of at most ${MAX_LOCALE_LENGTH} characters, such as ru or fr-CH`,
        'locale',
      );
    }
    names = new CountryNames(canonical);
    namesByLocale.set(locale, names);
  }
  return names.of(code);
}

/** The names of countries in one language. ICU takes over a microsecond for a name, so each is asked for once. */
class CountryNames {
  private readonly known = new Map<string, string>();
  private readonly names: Intl.DisplayNames;

  constructor(locale: string) {
    this.names = new Intl.DisplayNames([locale, 'en'], { type: 'region' });
  }

  of(code: string): string {
    let name = this.known.get(code);
    if (name === undefined) {
      name = this.names.of(code) ?? code;
      this.known.set(code, name);
    }
    return name;
  }
}

/** The names of recently used locales: parsing a locale takes longer than looking up a name. */
const namesByLocale = new LRUCache<string, CountryNames>({ max: 200 });
