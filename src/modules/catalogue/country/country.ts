import { getName, getSupportedLanguages } from 'i18n-iso-countries';
import { Field, ObjectType } from 'type-graphql';
import { BadUserInputError } from '../../../errors';
import { countryCodes, CountryCodeScalar } from '../../../core/types/country-code';
import { Cached } from '../../../core/types/cached';

const languages = new Set(getSupportedLanguages());

/** Looked up once: a page names dozens of countries, and most clients ask for English. */
const englishNames = new Map(countryCodes.map((code) => [code, getName(code, 'en') ?? code]));

/** Countries are not stored: the package i18n-iso-countries provides the codes and names of ISO 3166-1. */
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
 * The name of the country in the language of a locale, or in English if that language has no name for it.
 *
 * @param locale a BCP 47 tag, whose region and script are ignored; null: English
 * @throws BadUserInputError (`locale`) when it is not a language tag, or is too long
 */
export function countryName(code: string, locale: string | null): string {
  const language = languageOf(locale ?? 'en');
  const name = language === 'en' ? undefined : getName(code, language);
  return name ?? englishNames.get(code) ?? code;
}

/** The language of each recent locale, because parsing a locale takes longer than looking up the name. */
const languageByLocale = new Map<string, string>();
const MAX_LOCALES = 1000;

/** Maximum characters of a tag: the buffer size that RFC 5646, section 4.4.1, asks for. */
const MAX_LOCALE_LENGTH = 35;

function languageOf(locale: string): string {
  const known = languageByLocale.get(locale);
  if (known !== undefined) return known;
  const language = locale.length > MAX_LOCALE_LENGTH ? null : parseLanguage(locale);
  if (language === null) {
    throw new BadUserInputError(
      `locale must be a BCP 47 language tag of at most ${MAX_LOCALE_LENGTH} characters, such as ru or fr-CH`,
      'locale',
    );
  }
  const found = languages.has(language) ? language : 'en';
  // Removes the oldest, so that a client which sends many odd tags does not keep common ones out.
  const [oldest] = languageByLocale.keys();
  if (oldest !== undefined && languageByLocale.size === MAX_LOCALES) languageByLocale.delete(oldest);
  languageByLocale.set(locale, found);
  return found;
}

function parseLanguage(locale: string): string | null {
  try {
    return new Intl.Locale(locale).language;
  } catch {
    return null;
  }
}
