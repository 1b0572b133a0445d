import type { GraphQLScalarType } from 'graphql';
import sql, { raw, type Sql } from 'sql-template-tag';
import { snakeCase } from 'typeorm/util/StringUtils';
import { z } from 'zod';
import { foldText } from '../../database/folding';
import { executeSql } from '../../database/write-sql';
import { PartialDateScalar } from '../types/partial-date';
import { DateTimeScalar } from '../types/scalars';
import { hasTooManyMarks } from '../types/text';
import {
  checkAllKnown,
  checkCountry,
  checkKnown,
  checkRepeats,
  checkSlug,
  checkText,
  checkUnique,
  type TextRule,
} from '../mutations/checks';
import type { ColumnField, Field, FieldCheck } from './field';
import { getIdsByName, type NaturalKey } from '../mutations/natural-key';
import { checkVisibleReferences, type ReferenceVisibility } from './visible-references';

/** Entries that a list may have. */
const MAX_ENTRIES = 100;

/** Where a field is stored, when not in the property of its own name: a property path of the entity. */
interface At<P extends string | null> {
  readonly at?: P;
}

type Optional<T, R extends boolean> = R extends true ? T : T | null;

const textJson = z
  .string('must be a text')
  // PostgreSQL refuses NUL; a lone surrogate would come back as another character.
  .refine((value) => !/[\0\p{Surrogate}]/u.test(value), 'must not contain NUL or lone surrogates')
  .refine((value) => !hasTooManyMarks(value), 'must not have more than 30 combining marks in a row');

/** Composes letters (NFC), as SQLite's full-text index needs them, and trims texts of one line: Markdown keeps its blanks. */
function normalizeText(text: string, multiline = false): string {
  return multiline ? text.normalize('NFC') : text.normalize('NFC').trim();
}

/** A value that is a column of the row. */
function column<T, P extends string | null>(
  at: P | undefined,
  field: Omit<Field<T>, 'select' | 'columns' | 'read' | 'replace'>,
): ColumnField<T, T, P> {
  const property = (at ?? null) as P;
  return {
    ...field,
    property,
    select: (name, alias) => columnOf(property ?? name, alias),
    columns: (name, value) => Promise.resolve({ [property ?? name]: value }),
  };
}

/** The column of a property path: embedded properties have no prefix. */
function columnOf(property: string, alias: string): Sql {
  return raw(`${alias}.${snakeCase(property.slice(property.lastIndexOf('.') + 1))}`);
}

interface TextOptions<R extends boolean, P extends string | null> extends TextRule, At<P> {
  readonly required?: R;
  /** The column in which no two rows may have the same value, when that holds. */
  readonly unique?: NaturalKey['column'];
  /** The form of every value, and the problem with a value of another form. */
  readonly form?: { readonly pattern: RegExp; readonly message: string };
}

/** A text; a required one is never null. */
export function text<R extends boolean = false, const P extends string | null = null>({
  at,
  unique,
  form,
  ...rule
}: TextOptions<R, P>): ColumnField<Optional<string, R>, Optional<string, R>, P> {
  type T = Optional<string, R>;
  return column<T, P>(at, {
    empty: (rule.required ? '' : null) as T,
    json: textJson as z.ZodType<T>,
    normalize: (value) => (value === null ? value : normalizeText(value, rule.multiline)),
    check: async (value, context) => {
      if (form === undefined) checkText(context.problems, context.path, value, rule);
      else checkForm(context, value, rule.max, form);
      if (unique !== undefined) await checkOwn(context, unique, value);
    },
  });
}

function checkForm(
  { problems, path }: FieldCheck,
  value: string | null,
  max: number,
  { pattern, message }: NonNullable<TextOptions<false, null>['form']>,
): void {
  if (value !== null && (value.length > max || !pattern.test(value))) problems.add(path, 'INVALID', message);
}

/** The name of an item in URLs; made of another field while it is empty. */
export function slug(slugSource: {
  readonly from: string;
  readonly fallback: string;
}): ColumnField<string, string, null> {
  return column<string, null>(null, {
    empty: '',
    json: textJson,
    slugSource,
    normalize: (value) => normalizeText(value),
    check: async (value, context) => {
      checkSlug(context.problems, context.path, value);
      await checkOwn(context, 'slug', value);
    },
  });
}

/** Checks that no other row of the field's own table has the value. */
async function checkOwn(
  { unit, problems, path, table, id }: FieldCheck,
  own: NaturalKey['column'],
  value: string | null,
): Promise<void> {
  await checkUnique(unit.manager, problems, path, { table, column: own }, value, id);
}

/** An integer; null: unknown. */
export function integer<const P extends string | null = null>({
  at,
  min,
  max,
}: At<P> & { readonly min: number; readonly max: number }): ColumnField<number | null, number | null, P> {
  return column<number | null, P>(at, {
    empty: null,
    json: z.int('must be an integer, such as 2026'),
    parseCell: (cell) => (/^\d{1,9}$/.test(cell) ? Number(cell) : cell),
    check: (value, { problems, path }) => {
      if (value !== null && (value < min || value > max)) {
        problems.add(path, 'INVALID', `must be an integer from ${min} to ${max}`);
      }
    },
  });
}

/** One of an enum's values; a required one is never null. */
export function oneOf<V extends string, R extends boolean = false, const P extends string | null = null>(
  values: Readonly<Record<string, V>>,
  { at, required }: At<P> & { readonly required?: R } = {},
): ColumnField<V | Optional<never, R>, V | Optional<never, R>, P> {
  type T = V | Optional<never, R>;
  return column<T, P>(at, {
    empty: (required ? '' : null) as T,
    json: z.enum(values, `must be one of ${Object.values(values).join(', ')}`),
  });
}

/** A date to the precision known. */
export function partialDate(): ColumnField<string | null, string | null, null> {
  return column<string | null, null>(null, { empty: null, json: scalarJson(PartialDateScalar) });
}

/** The instant at which an item was first published: set when the public first sees it, unless an editor has set it. */
export function firstPublication(): ColumnField<string | null, string | null, null> {
  return column<string | null, null>(null, {
    empty: null,
    json: scalarJson(DateTimeScalar),
    isFirstPublication: true,
  });
}

/** Text that a scalar of the API accepts, in the form that the scalar gives it. */
export function scalarJson({ parseValue }: GraphQLScalarType<string, unknown>): z.ZodType<string> {
  return textJson.transform((value, context) => {
    try {
      return parseValue(value);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });
}

/** A country by its ISO 3166-1 code. */
export function country<R extends boolean = false, const P extends string | null = null>({
  at,
  required,
}: At<P> & { readonly required?: R }): ColumnField<Optional<string, R>, Optional<string, R>, P> {
  type T = Optional<string, R>;
  return column<T, P>(at, {
    empty: (required ? '' : null) as T,
    json: textJson as z.ZodType<T>,
    normalize: (value) => (value === null ? value : normalizeText(value)),
    check: (value, { problems, path }) => {
      checkCountry(problems, path, value);
    },
  });
}

/** One row of another table, by its natural key; the column holds its id. */
export function reference<R extends boolean = false, const P extends string = string>(
  to: NaturalKey,
  { at, required }: { readonly at: P; readonly required?: R },
): ColumnField<Optional<string, R>, Optional<number, R>, P> {
  type T = Optional<string, R>;
  return {
    property: at,
    empty: (required ? '' : null) as T,
    json: textJson as z.ZodType<T>,
    select: (_name, alias) =>
      sql`(SELECT x.${raw(to.column)} FROM ${raw(to.table)} x WHERE x.id = ${columnOf(at, alias)})`,
    normalize: (value) => (value === null ? value : normalizeText(value)),
    check: async (value, { unit, problems, path }) => {
      if (value !== null) await checkKnown(unit.manager, problems, path, to, value);
    },
    columns: async (_name, value, manager) => ({
      [at]: value === null ? null : (await getIdsByName(manager, to, [value]))[0],
    }),
    mapReferences: (value, map, path) => (value === null ? value : map(path, to, value)),
  };
}

/** Rows of another table, by their natural keys: a set, kept as rows of a table of links. */
export function links<L extends object>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly target: keyof L & string },
  to: NaturalKey,
  visibility?: ReferenceVisibility,
): Field<readonly string[]> {
  const [table, owner, target] = [entity.name, link.owner, link.target].map(snakeCase) as [string, string, string];
  return {
    ...list(async (names, { unit, problems, path }, before) => {
      // Not looked up: a statement has a limited number of parameters.
      if (names.length > MAX_ENTRIES) return;
      if (visibility === undefined) await checkAllKnown(unit.manager, problems, path, to, names);
      else await checkVisibleReferences(unit, problems, path, visibility, names, before);
    }),
    isSet: true,
    ...(visibility && { visibility }),
    select: (_name, alias, listOf) =>
      listOf(
        `x.${to.column}`,
        raw(`${table} l JOIN ${to.table} x ON x.id = l.${target} WHERE l.${owner} = ${alias}.id`),
        `x.${to.column}`,
      ),
    replace: async (manager, id, names) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      const ids = await getIdsByName(manager, to, names);
      await manager.insert(entity, ids.map((targetId) => ({ [link.owner]: id, [link.target]: targetId })) as object[]);
    },
    mapReferences: (names, map, path) => names.map((name, index) => map(`${path}.${index}`, to, name)).sort(),
  };
}

/** Countries by their ISO 3166-1 codes: a set, kept as rows of a table. */
export function countries<L extends object>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly code: keyof L & string },
): Field<readonly string[]> {
  const [table, owner, code] = [entity.name, link.owner, link.code].map(snakeCase) as [string, string, string];
  return {
    ...list((codes, { problems, path }) => {
      codes.forEach((one, index) => {
        checkCountry(problems, `${path}.${index}`, one);
      });
      checkRepeats(problems, path, codes);
    }),
    isSet: true,
    select: (_name, alias, listOf) =>
      listOf(`l.${code}`, raw(`${table} l WHERE l.${owner} = ${alias}.id`), `l.${code}`),
    replace: async (manager, id, codes) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      await manager.insert(entity, codes.map((one) => ({ [link.owner]: id, [link.code]: one })) as object[]);
    },
  };
}

/** Texts in their order, each once when case and accents are ignored; kept as rows with a `position` from 1. */
export function orderedTexts<L extends object>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly text: keyof L & string },
  rule: TextRule,
): Field<readonly string[]> {
  const [table, owner, column_] = [entity.name, link.owner, link.text].map(snakeCase) as [string, string, string];
  return {
    ...list((texts, { problems, path }) => {
      texts.forEach((one, index) => {
        checkText(problems, `${path}.${index}`, one, rule);
      });
      checkRepeats(problems, path, texts.map(foldText));
    }),
    select: (_name, alias, listOf) =>
      listOf(`l.${column_}`, raw(`${table} l WHERE l.${owner} = ${alias}.id`), 'l.position'),
    replace: async (manager, id, texts) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      // Saved as entities: their getters give the folded columns.
      await manager.save(
        texts.map((one, index) =>
          Object.assign(new entity(), { [link.owner]: id, position: index + 1, [link.text]: one }),
        ),
      );
    },
  };
}

/** What lists of texts share: their bound, and texts of one line. */
export function list(
  check: NonNullable<Field<readonly string[]>['check']>,
): Pick<Field<readonly string[]>, 'empty' | 'json' | 'normalize' | 'check'> {
  return {
    empty: [],
    json: z.array(textJson, 'must be a list of texts'),
    normalize: (texts) => texts.map((one) => normalizeText(one)),
    check: (texts, context, before) => {
      if (texts.length > MAX_ENTRIES) {
        context.problems.add(context.path, 'TOO_LONG', `must have at most ${MAX_ENTRIES} entries`);
      }
      return check(texts, context, before);
    },
  };
}
