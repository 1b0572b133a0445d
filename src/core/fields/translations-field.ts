import type { EntityManager } from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import { z } from 'zod';
import { raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { type InputProblem, problemOf } from '../../errors';
import { jsonCell } from '../csv-cells';
import type { TranslatedText } from '../languages/translated-text';
import { localizedTypeOf, type Translation, TranslationState } from '../languages/translation.entity';
import { canonicalLocale } from '../types/locale';
import type { EntityOf, Field, Fields } from './field';
import { textJson } from './field-kinds';
import { translatedPart, translatedTexts } from './translated-texts';
import { hashText, type TranslationValue, withMovedTexts } from './translation-values';
import { isEqual } from './values';

/** Maximum translations of one item. */
const MAX_TRANSLATIONS = 40;

/** The fields of one translation that an editor sets: absent ones stay as they are. */
export interface GivenTranslation {
  readonly locale: string;
  readonly state?: TranslationState | null;
  readonly [field: string]: unknown;
}

/** The type of a language in imported files. */
export const localeJson = textJson.transform((value, context) => {
  const locale = canonicalLocale(value.trim());
  if (locale !== null) return locale;
  context.addIssue('must be a BCP 47 language tag, such as ru');
  return z.NEVER;
});

/** All translations of an item, ordered by language. */
export class Translations implements Field<readonly TranslationValue[]> {
  readonly empty = [];
  readonly isInput = false;
  readonly cellEntry = jsonCell;
  readonly json: z.ZodType<readonly TranslationValue[]>;
  private readonly names: readonly string[];
  /** The fields of a translation. */
  private readonly texts: Fields;

  /** @param originals the fields of the item that are translated */
  constructor(
    private readonly item: EntityOf,
    private readonly originals: Fields,
  ) {
    this.names = Object.keys(originals);
    this.texts = mapValues(originals, (field) => (field.textsWithin === undefined ? field : translatedTexts));
    const values = Object.entries(this.texts).map(([name, { json }]) => [name, json.nullish()] as const);
    this.json = z.array(
      z.strictObject({
        locale: localeJson,
        state: z.enum(TranslationState, `must be one of ${Object.values(TranslationState).join(', ')}`),
        updatedAt: textJson.default(''),
        base: z.record(z.string(), z.string()).default({}),
        ...Object.fromEntries(values),
      }),
      'must be a list of translations',
    ) as z.ZodType as z.ZodType<readonly TranslationValue[]>;
  }

  select: NonNullable<Field<readonly TranslationValue[]>['select']> = (_name, alias, listOf) => {
    const { table, owner } = localizedTypeOf(this.item)!;
    const value = {
      locale: 'l.locale',
      state: 'l.state',
      updatedAt: 'l.updated_at',
      base: { json: 'l.base' },
      ...Object.fromEntries(
        this.names.map((name) => {
          const column = `l.${this.columnOf(name)}`;
          return [name, this.isList(name) ? { json: column } : column];
        }),
      ),
    };
    return listOf(value, raw(`${table} l WHERE l.${owner} = ${alias}.id`), 'l.locale');
  };

  decode(selected: unknown): readonly TranslationValue[] {
    const values = selected as readonly TranslationValue[];
    return values.map((value) => ({ ...value, base: this.complete(value.base) }));
  }

  normalize(values: readonly TranslationValue[]): readonly TranslationValue[] {
    return values
      .map(({ locale, state, updatedAt, base, ...given }) => {
        const texts = this.names.map((name) => {
          const field = this.texts[name]!;
          const value = (given as Readonly<Record<string, unknown>>)[name] ?? field.empty;
          return [name, field.normalize?.(value) ?? value];
        });
        return { locale, state, updatedAt, base: this.complete(base), ...(Object.fromEntries(texts) as object) };
      })
      .sort((one, other) => (one.locale < other.locale ? -1 : 1));
  }

  /** What is translated of content, by the names of the fields. */
  originalsOf(content: object): Readonly<Record<string, unknown>> {
    const values = content as Readonly<Record<string, unknown>>;
    return mapValues(this.originals, (field, name) => translatedPart(field, values[name]));
  }

  /** Moves the texts of lists with their originals. */
  follow(values: readonly TranslationValue[], before: object, after: object): readonly TranslationValue[] {
    const [were, are] = [this.originalsOf(before), this.originalsOf(after)];
    return this.names
      .filter((name) => this.isList(name) && this.originals[name]!.textsWithin === undefined)
      .reduce((translations, name) => {
        const [from, to] = [were[name], are[name]] as readonly (readonly string[])[];
        return translations.map((value) => withMovedTexts(value, name, from!, to!));
      }, values);
  }

  /**
   * The problems of texts that are given as translations of others than those that the content has. Those of which the
   * translation already has the original are no problem: editors send back what they have read.
   *
   * @returns problems at the paths of the input
   */
  unknownOriginals(before: TranslationValue | undefined, given: GivenTranslation, content: object): InputProblem[] {
    const originals = this.originalsOf(content);
    return this.names
      .filter((name) => this.originals[name]!.textsWithin !== undefined)
      .flatMap((name) => {
        const earlier = before === undefined ? [] : (textOf(before, name) as readonly TranslatedText[]);
        const known = new Set([...(originals[name] as readonly string[]), ...earlier.map(({ original }) => original)]);
        const texts = translatedTexts.normalize!((given[name] ?? []) as readonly TranslatedText[]);
        return texts.flatMap(({ original }, index) => {
          const path = `input.${name}.${index}.original`;
          return known.has(original) ? [] : [problemOf(path, 'UNKNOWN', `must be a text that ${name} have at present`)];
        });
      });
  }

  /** The translation after an editor has set some of its parts. `before` undefined: a new one. */
  merge(before: TranslationValue | undefined, given: GivenTranslation, content: object): TranslationValue {
    const originals = this.originalsOf(content);
    const isGiven = (name: string): boolean => before === undefined || given[name] !== undefined;
    const currentOnly = (name: string): unknown => {
      if (this.originals[name]!.textsWithin === undefined || given[name] == null) return given[name];
      const present = new Set(originals[name] as readonly string[]);
      const texts = translatedTexts.normalize!(given[name] as readonly TranslatedText[]);
      return texts.filter(({ original }) => present.has(original));
    };
    const [value] = this.normalize([
      {
        locale: given.locale,
        state: given.state ?? before?.state ?? TranslationState.DRAFT,
        updatedAt: before?.updatedAt ?? '',
        base: Object.fromEntries(
          this.names.map((name) => [name, isGiven(name) ? hashText(originals[name]) : before!.base[name]!]),
        ),
        ...Object.fromEntries(
          this.names.map((name) => [name, isGiven(name) ? currentOnly(name) : textOf(before!, name)]),
        ),
      },
    ]);
    return value!;
  }

  check: NonNullable<Field<readonly TranslationValue[]>['check']> = async (values, context, before) => {
    const { problems, path } = context;
    if (values.length > MAX_TRANSLATIONS) {
      problems.add(path, 'TOO_LONG', `must have at most ${MAX_TRANSLATIONS} entries`);
    }
    for (const [index, value] of values.entries()) {
      const was = before.find(({ locale }) => locale === value.locale);
      if (isEqual(was, value)) continue;
      if (values.findIndex(({ locale }) => locale === value.locale) < index) {
        problems.add(`${path}.${index}.locale`, 'INVALID', 'must not repeat an earlier entry');
      }
      for (const name of this.names) {
        const field = this.texts[name]!;
        const place = { ...context, path: `${path}.${index}.${name}` };
        await field.check?.(textOf(value, name), place, was ? textOf(was, name) : field.empty);
      }
    }
  };

  async prepare(values: readonly TranslationValue[]): Promise<void> {
    for (const value of values) {
      for (const name of this.names) {
        const text = textOf(value, name);
        if (text != null) await this.texts[name]!.prepare?.(this.texts[name]!.normalize?.(text) ?? text);
      }
    }
  }

  async replace(
    manager: EntityManager,
    id: number,
    values: readonly TranslationValue[],
    before: readonly TranslationValue[],
  ): Promise<void> {
    const { translation, table, owner } = localizedTypeOf(this.item)!;
    const { propertiesMap, columns } = manager.dataSource.getMetadata(translation);
    const ownerProperty = columns.find(({ databaseName }) => databaseName === owner)!.propertyName;
    for (const { locale } of before) {
      if (values.some((value) => value.locale === locale)) continue;
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id} AND locale = ${locale}`);
    }
    for (const value of values) {
      if (before.some((was) => isEqual(was, value))) continue;
      const { locale, state, updatedAt, base } = value;
      const key = { [ownerProperty]: id, locale };
      const row = (await manager.findOneBy(translation, key)) ?? Object.assign(new translation(), key);
      Object.assign(row, { state, updatedAt, base });
      for (const name of this.names) {
        const written = this.isList(name)
          ? { [name]: textOf(value, name) }
          : await this.texts[name]!.columns!(name, textOf(value, name), manager, null);
        for (const [property, column] of Object.entries(written)) setIn(row, property, propertiesMap, column);
      }
      await manager.save(row);
    }
  }

  /** Adds the fields that a base lacks, because they were not translatable when it was recorded: their originals were empty then. */
  private complete(base: TranslationValue['base']): TranslationValue['base'] {
    return Object.fromEntries(this.names.map((name) => [name, base[name] ?? hashText(this.texts[name]!.empty)]));
  }

  /** Columns of the item's table have other values than the pairs of texts, and therefore other names. */
  private columnOf(name: string): string {
    return this.originals[name]!.textsWithin === undefined ? snakeCase(name) : `${snakeCase(name)}_texts`;
  }

  private isList(name: string): boolean {
    return Array.isArray(this.texts[name]!.empty);
  }
}

function mapValues<V>(
  fields: Fields,
  valueOf: (field: Field<unknown>, name: string) => V,
): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueOf(field, name)]));
}

function textOf(value: TranslationValue, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}

/**
 * Sets the property of a translation that stores a column of the item. Translations have no embedded objects, except for
 * rendered Markdown: `operativeDimension.place` of an activity is `place` of its translation.
 */
function setIn(row: Translation, path: string, properties: object, value: unknown): void {
  const [first, last] = path.split('.') as [string, string?];
  const owner = row as unknown as Record<string, unknown>;
  if (last === undefined) owner[first] = value;
  else if (first in properties) owner[first] = { ...(owner[first] as object | undefined), [last]: value };
  else owner[last] = value;
}
