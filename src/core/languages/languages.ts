import { createHash } from 'node:crypto';
import { match } from '@formatjs/intl-localematcher';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { BadUserInputError } from '../../errors';
import { canonicalLocale, MAX_LOCALE_LENGTH } from '../types/locale';
import { CountryNames } from './country-names';
import { builtInLabels, COMPLETE_LOCALE, type LabelsByLocale, missingLabels } from './labels';

/** Longer headers count as absent. Browsers send at most about 100 characters. */
const MAX_HEADER_LENGTH = 256;

/** Headers whose languages are remembered, since parsing one takes longer than the rest of a small operation. */
const MAX_HEADERS = 1000;

/** Locales whose names of countries, and whose more general locales, are remembered. */
const MAX_KNOWN_LOCALES = 200;

/** Different lists of languages that are shared. */
const MAX_LISTS = 1000;

/** The languages that a programme uses. */
export class Languages {
  private readonly byHeader = new LRUCache<string, readonly string[]>({ max: MAX_HEADERS });
  /** Lists of languages by their members, so that what derives from a list can be kept for it. */
  private readonly lists = new LRUCache<string, readonly string[]>({ max: MAX_LISTS });
  private readonly onlyDefault: readonly string[];
  /** Differs if any label or name of a country differs. Entity tags of files that show them contain it. */
  readonly labelsHash: string;
  /** The names of countries by locale, as it was given: parsing a locale takes longer than looking up a name. */
  private readonly countryNames = new LRUCache<string, CountryNames>({ max: MAX_KNOWN_LOCALES });
  /** Finding the script of a locale takes 20 times as long as looking up a label. */
  private readonly generalized = new LRUCache<string, readonly string[]>({
    max: MAX_KNOWN_LOCALES,
    memoMethod: generalized,
  });

  /**
   * @param locales the languages in which texts are available, as canonical BCP 47 tags
   * @param defaultLocale one of them: the language of readers who state none
   * @param labels labels that take the place of those that come with Entente, or are in further languages
   */
  constructor(
    readonly locales: readonly string[],
    readonly defaultLocale: string,
    private readonly labels: LabelsByLocale = new Map(),
  ) {
    this.onlyDefault = this.shared([defaultLocale]);
    this.labelsHash = createHash('sha256')
      .update(JSON.stringify([[...builtInLabels], [...labels]]))
      .digest('base64');
  }

  /**
   * The languages of the programme that match the wanted ones, the most preferred first. A wanted language matches by
   * lookup (RFC 4647, section 3.4): `fr-CH` matches `fr`. If it matches none, it matches with the script that it implies:
   * `zh-CN` matches `zh-Hans`. One that still matches none is left out. Equal results are mostly one object.
   */
  match(wanted: readonly string[]): readonly string[] {
    const matched = wanted.flatMap((locale) => this.lookUp(locale) ?? this.lookUp(withScript(locale)) ?? []);
    return this.shared([...new Set(matched)]);
  }

  /**
   * The languages that a header Accept-Language asks for (RFC 9110, section 12.5.4), the most preferred first. The default
   * language if the header is absent or names no language of the programme.
   */
  acceptedBy(header: string | undefined): readonly string[] {
    if (header === undefined || header.length > MAX_HEADER_LENGTH) return this.onlyDefault;
    let accepted = this.byHeader.get(header);
    if (accepted === undefined) {
      accepted = this.parse(header);
      this.byHeader.set(header, accepted);
    }
    return accepted;
  }

  /**
   * The name of an enum value as people read it: in the language of a locale, or else in a more general one (`fr` for
   * `fr-CH`, `zh-Hans` for `zh-CN`), in the default language, in English.
   */
  label(enumName: string, value: string, locale: string): string {
    for (const one of [...this.generalized.memo(locale), this.defaultLocale, COMPLETE_LOCALE]) {
      const label = this.labels.get(one)?.[enumName]?.[value] ?? builtInLabels.get(one)?.[enumName]?.[value];
      if (label !== undefined) return label;
    }
    return value;
  }

  /**
   * The short name of a country in the language of a locale: the label of the operator in this language or a more general one, else
   * the name that is in common use by the data of CLDR, such as Moldova. Likewise in English if there is none in the language.
   *
   * @param locale a BCP 47 tag
   * @throws BadUserInputError (`locale`) when it is not a language tag, or is too long
   */
  countryName(code: string, locale: string): string {
    return this.countryNamesIn(locale).of(code);
  }

  /**
   * The names by which a search finds a country: the one that readers see, and that of CLDR if it is another one, since readers may know
   * the country by it.
   *
   * @param locale a language of the programme
   */
  searchedCountryNames(code: string, locale: string): readonly string[] {
    const names = this.countryNamesIn(locale);
    return [...new Set([names.of(code), names.inCldr(code)])];
  }

  /** The labels, as `ActivityType.WORKSHOP`, that a language of the programme lacks. */
  missingLabels(locale: string): string[] {
    return missingLabels(generalized(locale).flatMap((one) => [this.labels.get(one), builtInLabels.get(one)]));
  }

  private countryNamesIn(locale: string): CountryNames {
    let names = this.countryNames.get(locale);
    if (names === undefined) {
      const canonical = canonicalLocale(locale);
      if (canonical === null) {
        throw new BadUserInputError(
          `locale must be a BCP 47 language tag of at most ${MAX_LOCALE_LENGTH} characters, such as ru or fr-CH`,
          'locale',
        );
      }
      names = new CountryNames(canonical, (language) => generalized(language).map((one) => this.labels.get(one)));
      this.countryNames.set(locale, names);
    }
    return names;
  }

  private lookUp(locale: string): string | null {
    const found = match([locale], this.locales, 'und', { algorithm: 'lookup' });
    return found === 'und' ? null : found;
  }

  private shared(list: readonly string[]): readonly string[] {
    const key = list.join();
    const known = this.lists.get(key);
    if (known === undefined) this.lists.set(key, list);
    return known ?? list;
  }

  private parse(header: string): readonly string[] {
    const wanted = new Negotiator({ headers: { 'accept-language': header } }).languages();
    const locales = wanted.flatMap((tag) => (tag === '*' ? this.defaultLocale : (canonicalLocale(tag) ?? [])));
    const matched = this.match(locales);
    return matched.length === 0 ? this.onlyDefault : matched;
  }
}

/** The tag with what its language implies by the data of CLDR: `zh-Hans-CN` for `zh-CN`. Browsers leave out the script. */
function withScript(tag: string): string {
  // `und`, which stands for any language, would become English.
  return /^und\b/.test(tag) ? tag : new Intl.Locale(tag).maximize().baseName;
}

/** The tag and more general ones: `uz-Cyrl` and `uz`; `zh-CN`, `zh`, `zh-Hans-CN` and `zh-Hans`. */
function generalized(locale: string): string[] {
  return [...new Set([...truncated(locale), ...truncated(withScript(locale))])];
}

/** The tag and what remains of it as subtags are removed from the end (RFC 4647, section 3.4). */
function truncated(locale: string): string[] {
  const subtags = locale.split('-');
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}
