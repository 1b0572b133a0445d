import { getName, getSupportedLanguages } from 'i18n-iso-countries';
import { Field, ObjectType } from 'type-graphql';
import { BadUserInputError } from '../../../errors';
import { CountryCodeScalar } from '../../../core/types/country-code';

const languages = new Set(getSupportedLanguages());

/** Countries are not stored: their codes and names come from the package that keeps ISO 3166-1. */
@ObjectType({ simpleResolvers: true, description: 'Country of ISO 3166-1.' })
export class Country {
  @Field(() => CountryCodeScalar, { description: 'ISO 3166-1 alpha-2 code of the country.' })
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/**
 * The country's name in the language of a locale (a BCP 47 tag; region and script are passed over), or in English
 * where that language has no name for it.
 *
 * @throws BadUserInputError (`locale`) when the text is no language tag, or longer than any that is in use.
 */
export function countryName(code: string, locale: string | null): string {
  return getName(code, languageOf(locale ?? 'en')) ?? getName(code, 'en') ?? code;
}

/** Locales that were asked for, with their language; parsing one costs more than all else that a name takes. */
const languageByLocale = new Map<string, string>();
const MAX_LOCALES = 1000;

/** Characters: what RFC 5646, section 4.4.1, has whoever keeps tags be ready for. */
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
  // The oldest makes room: what nobody means must not keep out what everybody does.
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
