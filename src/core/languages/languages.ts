import { match } from '@formatjs/intl-localematcher';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { canonicalLocale } from '../types/locale';
import { builtInLabels } from './labels.data';

/** Longer headers count as absent. Browsers send at most about 100 characters. */
const MAX_HEADER_LENGTH = 256;

/** Headers whose languages are remembered, since parsing one takes longer than the rest of a small operation. */
const MAX_HEADERS = 1000;

/** Different lists of languages that are shared. */
const MAX_LISTS = 1000;

/** The languages that a programme uses. */
export class Languages {
  private readonly byHeader = new LRUCache<string, readonly string[]>({ max: MAX_HEADERS });
  /** Lists of languages by their members, so that what derives from a list can be kept for it. */
  private readonly lists = new LRUCache<string, readonly string[]>({ max: MAX_LISTS });
  private readonly onlyDefault: readonly string[];

  /**
   * @param locales the languages in which texts are available, as canonical BCP 47 tags
   * @param defaultLocale one of them: the language of readers who state none
   */
  constructor(
    readonly locales: readonly string[],
    readonly defaultLocale: string,
  ) {
    this.onlyDefault = this.shared([defaultLocale]);
  }

  /**
   * The languages of the programme that match the wanted ones, the most preferred first. A wanted language matches by
   * lookup (RFC 4647, section 3.4): `fr-CH` matches `fr`. One that matches none is left out. Equal results are mostly one
   * object.
   */
  match(wanted: readonly string[]): readonly string[] {
    const matched = wanted.map((locale) => match([locale], this.locales, 'und', { algorithm: 'lookup' }));
    return this.shared([...new Set(matched)].filter((locale) => locale !== 'und'));
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
   * The name of an enum value as people read it, in the language of a locale: `fr` for `fr-CH`. In English if there are no
   * labels in that language.
   */
  label(enumName: string, value: string, locale: string): string {
    const labels = builtInLabels[locale] ?? builtInLabels[new Intl.Locale(locale).language] ?? builtInLabels['en']!;
    return labels[enumName]?.[value] ?? builtInLabels['en']![enumName]?.[value] ?? value;
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
