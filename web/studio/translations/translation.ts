import type { TranslatedTextInput, TranslationState } from '../../../clients/typescript/src/studio.js';
import type { ContentField } from '../forms/content-type';
import type { Editable } from '../forms/draft';
import type { FieldValue, FormValues, ValuesOf } from '../forms/form-values';
import { hasTextsWithin, pairsOf, textsWithin } from './texts-within';

interface TranslationStatus {
  readonly locale: string;
  readonly state: TranslationState;
  /** The names of the fields whose original has changed since they were translated. */
  readonly outdatedFields: readonly string[];
}

/** A translation of an item, as the server has it. */
export interface ItemTranslation extends TranslationStatus {
  readonly values: FormValues;
}

/** What mutations of translations take: an item, the version that was read, and a language. */
export interface TranslationKey {
  readonly id: string;
  readonly version: number;
  readonly locale: string;
}

/** A translation into one language as a form edits it, which need not exist yet. */
export interface EditedTranslation extends Editable {
  readonly id: string;
  readonly version: number;
  /** Null if there is no translation yet. */
  readonly state: TranslationState | null;
  readonly outdatedFields: readonly string[];
  /** The values of the same fields in the original language, or the texts within them. */
  readonly originals: FormValues;
}

/**
 * The translations of an item, from the response of the API, which must have each text that the input `I` takes.
 *
 * @param translations null if the editor may not read them
 */
export function translationsOf<I>(
  translations: readonly (TranslationStatus & ValuesOf<I>)[] | null,
): readonly ItemTranslation[] {
  return (translations ?? []).map(({ locale, state, outdatedFields, ...values }) => ({
    locale,
    state,
    outdatedFields,
    values,
  }));
}

/** An item whose translations are edited. */
interface TranslatedItem {
  readonly id: string;
  readonly version: number;
  readonly values: FormValues;
  readonly translations: readonly ItemTranslation[];
}

/** The translation of an item into a language. Without one, its texts are empty. */
export function translationInto(
  { id, version, values, translations }: TranslatedItem,
  locale: string,
  fields: readonly ContentField[],
): EditedTranslation {
  const translation = translations.find((one) => one.locale === locale);
  const originalOf = (field: ContentField): FieldValue => {
    const value = values[field.name] ?? null;
    return hasTextsWithin(field) ? textsWithin(field, value) : value;
  };
  const textsOf = (field: ContentField): FieldValue => {
    const value = translation?.values[field.name] ?? null;
    if (!hasTextsWithin(field)) return value ?? (isListOfTexts(field) ? [] : null);
    const pairs = (value ?? []) as readonly TranslatedTextInput[];
    return pairs.map(({ original, text }) => ({ original, text }));
  };
  return {
    id,
    version,
    state: translation?.state ?? null,
    outdatedFields: translation?.outdatedFields ?? [],
    originals: Object.fromEntries(fields.map((field) => [field.name, originalOf(field)])),
    values: Object.fromEntries(fields.map((field) => [field.name, textsOf(field)])),
  };
}

/**
 * The values without the texts whose originals are gone, of those fields among these that have such texts. The form still shows
 * them, and the browser keeps them, until the editor removes them.
 */
export function withoutGoneTexts(
  fields: readonly ContentField[],
  originals: FormValues,
  values: FormValues,
): FormValues {
  return Object.fromEntries(
    fields.filter(hasTextsWithin).flatMap(({ name }): [string, FieldValue][] => {
      const pairs = values[name] as readonly TranslatedTextInput[];
      const sendable = pairsOf(originals[name] as readonly string[], pairs);
      return sendable.length < pairs.length ? [[name, sendable]] : [];
    }),
  );
}

/** True if a text of the original is not translated. Readers of the language then see the item without it. */
export function lacksTexts(field: ContentField, original: FieldValue, value: FieldValue): boolean {
  if (isListOfTexts(field)) {
    const texts = value as readonly string[];
    return (original as readonly string[]).some((_, index) => (texts[index] ?? '') === '');
  }
  if (!hasTextsWithin(field)) return (value ?? '') === '';
  const translated = (value as readonly TranslatedTextInput[]).filter(({ text }) => text !== '');
  return (original as readonly string[]).some((text) => !translated.some((pair) => pair.original === text));
}

/** True for fields whose texts are translated one by one. */
export function isListOfTexts({ kind }: ContentField): boolean {
  return kind === 'TEXTS' || kind === 'MULTILINE_TEXTS';
}
