import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, type ColumnOptions, PrimaryGeneratedColumn } from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import type { ReadDatabase } from '../../database/reading/read-database';
import { Instant, Integer, KeyText } from '../../database/sql/columns';
import type { TranslatedTexts } from '../../database/sql/row-mapper';
import type { TranslationTable } from '../../database/sql/translation-join';
import { Cost } from '../cost/field-cost';
import { LocaleScalar, MAX_LOCALE_LENGTH } from '../types/locale';
import { DateTimeScalar } from '../types/scalars';

export enum TranslationState {
  DRAFT = 'DRAFT',
  PUBLISHED = 'PUBLISHED',
}

registerEnumType(TranslationState, {
  name: 'TranslationState',
  description: 'State of a translation of an item.',
  valuesConfig: {
    DRAFT: { description: 'In preparation. Readers never see it.' },
    PUBLISHED: { description: 'Shown to readers who prefer the language, to all who see the item itself.' },
  },
});

/**
 * The texts of an item in another language than the original one. Each localized type has a subclass with one column for
 * each translatable text; a text that is a column of the item has the same name in both tables.
 */
@ObjectType({ simpleResolvers: true })
export abstract class Translation {
  @PrimaryGeneratedColumn()
  id!: number;

  @KeyText({ length: MAX_LOCALE_LENGTH })
  @Field(() => LocaleScalar, { description: 'Language of the texts of the `{type}`.' })
  locale!: string;

  @KeyText({ length: 10 })
  @Field(() => TranslationState, {
    description: 'State of the `{type}`. Readers see it only while it is PUBLISHED.',
  })
  state!: TranslationState;

  /** A hash of each original text at the time of its translation, by the name of its field; see `hashText`. */
  @JsonText()
  base!: Readonly<Record<string, string>>;

  @Instant()
  @Field(() => DateTimeScalar, {
    description: 'Time of the last change to the `{type}`.',
  })
  updatedAt!: string;

  /** 1: `outdatedFields` is not empty. Stored with the content, for lists of what has to be translated anew. */
  @Integer({ default: 0, select: false })
  hasOutdatedTexts!: number;

  /** Computed by the loader. */
  @Cost({ size: { assumed: 10 } })
  @Field(() => [String], {
    description: 'Names of the fields whose original text has changed since the `{type}` was made.',
  })
  outdatedFields!: readonly string[];

  @Cost({ statements: 0 })
  @Field({ description: 'True if an original text has changed since the `{type}` was made.' })
  get isOutdated(): boolean {
    return this.outdatedFields.length > 0;
  }
}

/** A column with a JSON value, which statements read as text. */
export function JsonText(options: Pick<ColumnOptions, 'name' | 'default'> = {}): PropertyDecorator {
  return Column({
    ...options,
    type: 'text',
    transformer: {
      to: (value: unknown) => JSON.stringify(value),
      // After an insert, TypeORM applies this to the value itself if the column has a default.
      from: (stored: unknown) => (typeof stored === 'string' ? (JSON.parse(stored) as unknown) : stored),
    },
  });
}

/** The column with the language of an item's own texts. */
export function OriginalLocale(): PropertyDecorator {
  return KeyText({ length: MAX_LOCALE_LENGTH, default: 'en' });
}

/** An item whose texts are available in several languages. */
export interface LocalizedItem {
  id: number;
  originalLocale: string;
  /** The language that the texts of this object are in. Statements compute it. */
  locale: string;
}

/** A type whose items have translations. */
export interface LocalizedType extends TranslationTable {
  readonly translation: new () => Translation;
}

const localizedTypes = new Map<unknown, LocalizedType>();

/** Declares the translations of an entity. `owner`: the property of the translation with the id of the item. */
export function TranslationOf<T extends Translation>(item: new () => LocalizedItem, owner: keyof T & string) {
  return (translation: new () => T): void => {
    localizedTypes.set(item, { translation, table: snakeCase(translation.name), owner: snakeCase(owner) });
  };
}

/** The translations of an entity; undefined if its items have none. */
export function localizedTypeOf(entity: unknown): LocalizedType | undefined {
  return localizedTypes.get(entity);
}

/** The columns of a translation that are not texts. */
const NOT_TEXTS = new Set(['id', 'locale', 'state', 'base', 'updated_at', 'has_outdated_texts']);

/** The translated texts of an entity's rows; null if its items have no translations. */
export function translatedTextsOf(
  entity: new () => object,
  read: Pick<ReadDatabase, 'columnsOf'>,
): TranslatedTexts | null {
  const localized = localizedTypeOf(entity);
  if (localized === undefined) return null;
  const { translation, table, owner } = localized;
  const own = new Set(read.columnsOf(entity));
  const texts = read.columnsOf(translation).filter((column) => own.has(column) && !NOT_TEXTS.has(column));
  return { table, owner, texts: new Set(texts) };
}
