import { createHash } from 'node:crypto';
import { localeSetOf } from '../languages/locale-set';
import { TranslationState } from '../languages/translation.entity';
import type { Problems } from '../mutations/problems';
import { isEqual } from './values';

/** A translation as a part of content: the texts by the names of their fields. All fields are present, in a fixed order. */
export type TranslationValue<K extends string = string> = TranslationStatus & { readonly [N in K]: unknown };

interface TranslationStatus {
  readonly locale: string;
  readonly state: TranslationState;
  readonly updatedAt: string;
  /** The hash of each original text that the translation was made from, by the name of its field; see `hashText`. */
  readonly base: Readonly<Record<string, string>>;
}

/** The parts of content that say in which languages it exists. */
export interface LocalizedContent<K extends string = string> {
  readonly originalLocale: string;
  readonly translations: readonly TranslationValue<K>[];
}

/**
 * Adds a problem for a translation into the item's own language: of the original language if that changes, else of the
 * translation. `before` null: new content.
 */
export function checkLanguages(content: object, before: object | null, problems: Problems): void {
  if (!isLocalized(content)) return;
  const { originalLocale, translations } = content;
  const index = translations.findIndex(({ locale }) => locale === originalLocale);
  if (index < 0) return;
  if (before !== null && isLocalized(before) && before.originalLocale !== originalLocale) {
    problems.add('input.originalLocale', 'INVALID', 'must not be the language of a translation');
  } else {
    problems.add(`input.translations.${index}.locale`, 'INVALID', 'must not be the original language of the item');
  }
}

/** True if the content exists in several languages. */
export function isLocalized<C extends object>(content: C): content is C & LocalizedContent {
  return 'translations' in content;
}

/** The content as readers may see it: without drafts of translations. */
export function withoutDrafts<C extends object>(content: C): C {
  if (!isLocalized(content)) return content;
  return { ...content, translations: content.translations.filter(({ state }) => state === TranslationState.PUBLISHED) };
}

/** The languages of content: the original one, then those of its translations. */
export function localesOf(content: object): string[] {
  return isLocalized(content) ? [content.originalLocale, ...content.translations.map(({ locale }) => locale)] : [];
}

/** The `localeSetOf` an item with this content. */
export function localeSetIn(content: object): string {
  const [original, ...published] = localesOf(withoutDrafts(content));
  return localeSetOf(original!, published);
}

/** True if the content exists in other languages than before, or a translation has another state. `before` null: new content. */
export function isAvailabilityChanged(content: object, before: object | null): boolean {
  if (before === null) return localesOf(content).length > 1;
  const statesOf = (of: object): unknown =>
    isLocalized(of) && [of.originalLocale, ...of.translations.map(({ locale, state }) => [locale, state])];
  return JSON.stringify(statesOf(content)) !== JSON.stringify(statesOf(before));
}

/**
 * The names of the texts whose original has changed since they were translated.
 *
 * @param originals what is translated of the item; see `originalTexts`
 */
export function outdatedTexts(originals: object, { base }: Pick<TranslationValue, 'base'>): string[] {
  return Object.entries(originals)
    .filter(([name, text]) => base[name] !== hashText(text))
    .map(([name]) => name);
}

/** The languages of the translations that have outdated texts. */
export function outdatedLocales(originals: object, { translations }: LocalizedContent): string[] {
  return translations
    .filter((translation) => outdatedTexts(originals, translation).length > 0)
    .map(({ locale }) => locale);
}

/**
 * Moves a list of texts of a translation with its originals, if the list is up to date and complete, and the originals were only moved
 * or removed. Otherwise, it is not known which text belongs to which original, and the translation stays as it is.
 *
 * @param name the field with the list
 */
export function withMovedTexts(
  value: TranslationValue,
  name: string,
  before: readonly string[],
  after: readonly string[],
): TranslationValue {
  if (isEqual(before, after) || value.base[name] !== hashText(before)) return value;
  const texts = (value as Readonly<Record<string, unknown>>)[name] as readonly string[];
  const places = after.map((text) => before.indexOf(text));
  const isComplete = texts.length === before.length || texts.length === 0;
  // Equal originals may have different translations, of which none is known to belong to the one that moved.
  const isKnown = isComplete && !places.includes(-1) && new Set(before).size === before.length;
  if (!isKnown) return value;
  const moved = texts.length === 0 ? [] : places.map((place) => texts[place]!);
  return { ...value, base: { ...value.base, [name]: hashText(after) }, [name]: moved };
}

/** A hash of an original text, by which a translation notices that the original has changed. */
export function hashText(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
