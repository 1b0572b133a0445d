import { raw } from '../../database/sql/sql';
import { InvalidInputError } from '../../errors';
import type { TranslatedText } from '../languages/translated-text';
import type { LocalizedItem, Translation } from '../languages/translation.entity';
import { canonicalLocale, LocaleScalar } from '../types/locale';
import type { ColumnField, EntityOf, Field, Fields, FieldSet } from './field';
import { argument } from './field-argument';
import { ContentFieldKind } from './field-form';
import { hashText, isLocalized, type LocalizedContent, type TranslationValue } from './translation-values';
import { type GivenTranslation, localeJson, Translations } from './translations-field';
import { isEqual } from './values';

/** The names of the fields that are translated. */
type TranslatableIn<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly isTranslatable: true } ? K : never;
}[keyof F] &
  string;

type LocalizedFields<K extends string> = Readonly<{
  originalLocale: ColumnField<string, string, null>;
  translations: Field<readonly TranslationValue<K>[]> & { readonly isInput: false };
}>;

/** Makes the compiler reject a translation that has no property for a translatable field. */
type TextsOf<T, F extends Fields> = {
  readonly [K in TranslatableIn<F>]: F[K] extends Field<infer V>
    ? K extends keyof T
      ? [F[K] extends { readonly textsWithin: unknown } ? readonly TranslatedText[] : V] extends [T[K]]
        ? unknown
        : { readonly 'the translation has another type for the field': K }
      : { readonly 'the translation has no property for the field': K }
    : unknown;
};

/**
 * Adds the original language and the translations to the fields of a type whose texts exist in several languages.
 *
 * @param translation the entity with a property for each field with `isTranslatable`
 */
export function localized<E extends LocalizedItem, T extends Translation, F extends Fields>(
  entity: EntityOf<E>,
  translation: new () => T,
  fields: F & TextsOf<T, F>,
): F & LocalizedFields<TranslatableIn<F>> {
  const texts = Object.entries(fields as Fields).filter(([, { isTranslatable }]) => isTranslatable === true);
  return {
    ...fields,
    originalLocale: originalLocale(),
    translations: new Translations(entity, Object.fromEntries(texts)) as LocalizedFields<
      TranslatableIn<F>
    >['translations'],
  };
}

/** The language of the item's own texts. */
function originalLocale(): ColumnField<string, string, null> {
  return {
    property: null,
    form: { kind: ContentFieldKind.LOCALE },
    argument: argument(() => LocaleScalar, {
      description: 'Language in which the texts of `{mutation}` are written',
      note:
        'If it is null, or absent in a new item, it is the default language of the server. Must not be the language of a ' +
        'translation.',
    }),
    empty: '',
    json: localeJson,
    select: (_name, alias) => raw(`${alias}.original_locale`),
    columns: (_name, value) => Promise.resolve({ originalLocale: value }),
    check: (value, { problems, path }) => {
      if (canonicalLocale(value) !== value) problems.add(path, 'INVALID', 'must be a BCP 47 language tag, such as ru');
    },
  };
}

/** The translations of a type whose items exist in several languages; undefined for other types. */
function translationsOf(set: FieldSet<object>): Translations | undefined {
  const field = (set.fields as Readonly<Record<string, unknown>>)['translations'];
  return field instanceof Translations ? field : undefined;
}

/** What is translated of content, by the names of the fields: their values, or the texts within these. */
export function originalTexts(set: FieldSet<object>, content: object): Readonly<Record<string, unknown>> {
  return translationsOf(set)?.originalsOf(content) ?? {};
}

/** Does expensive work for the texts of a translation before the unit of work begins; see `Field.prepare`. */
export async function prepareTranslation(set: FieldSet<object>, given: GivenTranslation): Promise<void> {
  await translationsOf(set)!.prepare([given as unknown as TranslationValue]);
}

/**
 * The content with a translation added or changed. The texts that are given count as translations of the present original
 * texts, even if they do not change. A new translation is a draft unless its state is given.
 *
 * @throws InvalidInputError when texts are given as translations of others than the content has
 */
export function withTranslation<C extends object>(
  set: FieldSet<C>,
  content: C & LocalizedContent,
  given: GivenTranslation,
  now: string,
): C & LocalizedContent {
  const others = content.translations.filter(({ locale }) => locale !== given.locale);
  const before = content.translations.find(({ locale }) => locale === given.locale);
  const field = translationsOf(set)!;
  const problems = field.unknownOriginals(before, given, content);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const after = field.merge(before, given, content);
  if (before !== undefined && isEqual({ ...before, updatedAt: '' }, { ...after, updatedAt: '' })) return content;
  return { ...content, translations: field.normalize([...others, { ...after, updatedAt: now }]) };
}

/** The content without its translation into a language. */
export function withoutTranslation<C extends object>(content: C & LocalizedContent, locale: string): C {
  return { ...content, translations: content.translations.filter((one) => one.locale !== locale) };
}

/**
 * The content with what a file need not say of its translations: when each was changed, and from which texts it was made.
 * Those that are as before stay so; others count as made now, from the present texts.
 */
export function completeTranslations<C extends object>(set: FieldSet<C>, content: C, before: C | null, now: string): C {
  if (!isLocalized(content)) return content;
  const originals = originalTexts(set, content);
  const known = before !== null && isLocalized(before) ? before.translations : [];
  const translations = content.translations.map((value) => {
    if (value.updatedAt !== '') return value;
    const { locale, state, updatedAt, base, ...texts } = value;
    const was = known.find((one) => one.locale === locale);
    if (was !== undefined && isEqual({ ...was, updatedAt, base }, value)) return was;
    const madeFrom = Object.keys(texts).map((name) => [name, hashText(originals[name])]);
    return { locale, state, updatedAt: now, base: Object.fromEntries(madeFrom) as TranslationValue['base'], ...texts };
  });
  return { ...content, translations };
}
