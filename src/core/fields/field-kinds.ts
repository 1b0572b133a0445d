import type { GraphQLScalarType } from 'graphql';
import { Int } from 'type-graphql';
import { snakeCase } from 'typeorm/util/StringUtils';
import { z } from 'zod';
import { Instant, KeyText, PartialDay, Prose } from '../../database/sql/columns';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { foldText } from '../../database/text/folding';
import { MAX_SLUG_LENGTH, MAX_YEAR, MIN_YEAR } from '../limits';
import { checkCountry, checkKnown, checkSlug, checkText, checkYear, type TextRule } from '../mutations/checks';
import { getIdsByName, isTaken, type NaturalKey, nounOf } from '../mutations/natural-key';
import { CountryCodeScalar } from '../types/country-code';
import { canonicalDecimal } from '../types/decimal';
import { LocaleScalar, MAX_LOCALE_LENGTH } from '../types/locale';
import { PartialDateScalar } from '../types/partial-date';
import { DateScalar, DateTimeScalar } from '../types/scalars';
import { hasTooManyMarks, TOO_MANY_MARKS_RULE } from '../types/text';
import type { ColumnField, FieldCheck, InputField, PlainValue } from './field';
import { argument, type FieldDescription, inWords } from './field-argument';
import { ContentFieldKind, type FieldForm } from './field-form';

/** The property path of the entity that stores a field; absent: the property with the name of the field. */
interface At<P extends string | null> {
  readonly at?: P;
}

type Optional<T, R extends boolean> = R extends true ? T : T | null;

/** The type of a text in imported files. */
export const textJson = z
  .string('must be a text')
  // PostgreSQL refuses NUL; a lone surrogate would come back as another character.
  .refine((value) => !/[\0\p{Surrogate}]/u.test(value), 'must not contain NUL or lone surrogates')
  .refine((value) => !hasTooManyMarks(value), `must not ${TOO_MANY_MARKS_RULE}`);

/** Normalises to NFC, which SQLite's full-text index needs. Trims texts of one line; in Markdown, white space matters. */
export function normalizeText(text: string, multiline = false): string {
  return multiline ? text.normalize('NFC') : text.normalize('NFC').trim();
}

/** A field that is stored in a column of the row. */
function column<T, P extends string | null>(
  at: P | undefined,
  field: Omit<InputField<T>, 'select' | 'columns' | 'read' | 'replace'>,
): ColumnField<T, T, P> {
  const property = (at ?? null) as P;
  return {
    ...field,
    property,
    select: (name, alias) => columnOf(property ?? name, alias),
    columns: (name, value) => Promise.resolve({ [property ?? name]: value }),
  };
}

function columnOf(property: string, alias: string): Sql {
  return raw(`${alias}.${columnName(property)}`);
}

/** The column of a property path: embedded properties have no prefix. */
function columnName(property: string): string {
  return snakeCase(property.slice(property.lastIndexOf('.') + 1));
}

interface TextOptions<R extends boolean, P extends string | null, T extends boolean, M extends number | undefined>
  extends Omit<TextRule, 'maxFolded'>, FieldDescription, At<P> {
  readonly maxFolded?: M;
  readonly required?: R;
  /** True if readers can have the text in their language. */
  readonly translatable?: T;
  /** The column that stores the field, if its values must be unique. */
  readonly unique?: NaturalKey['column'];
  /** The format that values must have, and the problem with other values, for `Problems.add`. */
  readonly format?: { readonly pattern: RegExp; readonly predicate: string };
}

/** Texts of one line up to this length are stored as key text, which databases can compare. */
const MAX_KEY_LENGTH = 100;

const UNKNOWN = 'Null if unknown.';

/** A text; a required one is never null. */
export function text<
  R extends boolean = false,
  const P extends string | null = null,
  const L extends boolean = false,
  const M extends number | undefined = undefined,
>({
  at,
  unique,
  format,
  translatable,
  description,
  whenNull,
  note,
  ...options
}: TextOptions<R, P, L, M>): ColumnField<Optional<string, R>, Optional<string, R>, P> & {
  readonly plain: PlainValue;
  readonly isTranslatable: L;
  readonly maxFolded: M;
} {
  const rule: TextRule = options as TextOptions<R, P, L, M> & TextRule;
  type T = Optional<string, R>;
  const field = column<T, P>(at, {
    form: textForm(rule),
    argument: argument(() => String, { description, ...(note !== undefined && { note }) }, lengthIn(rule)),
    empty: (rule.required ? '' : null) as T,
    json: textJson as z.ZodType<T>,
    normalize: (value) => (value === null ? value : normalizeText(value, rule.multiline)),
    check: async (value, context) => {
      if (format === undefined) checkText(context.problems, context.path, value, rule);
      else checkFormat(context, value, rule, format);
      if (unique !== undefined) await checkUniqueInOwnTable(context, unique, value);
    },
  });
  const { max, required = false, multiline = false } = rule;
  const isKey = unique !== undefined || max <= MAX_KEY_LENGTH;
  return {
    ...field,
    plain: {
      description,
      whenNull: whenNull ?? UNKNOWN,
      isNullable: !required,
      isLong: multiline,
      column: isKey
        ? KeyText({ length: max, nullable: !required, ...(rule.code && required && { unique: true }) })
        : Prose({ nullable: !required }),
    },
    isTranslatable: (translatable ?? false) as L,
    maxFolded: options.maxFolded as M,
  };
}

/** The bounds of a text, as descriptions write them. */
function lengthIn({ max, required }: Pick<TextRule, 'max' | 'required'>): string {
  return required ? `, 1 to ${inWords(max)} characters` : `, at most ${inWords(max)} characters`;
}

/** What forms need to know of a text that `checkText` checks. */
function textForm({ max, required, multiline }: TextRule): FieldForm {
  return {
    kind: multiline ? ContentFieldKind.MULTILINE_TEXT : ContentFieldKind.TEXT,
    isRequired: required ?? false,
    maxLength: max,
  };
}

function checkFormat(
  { problems, path }: FieldCheck,
  value: string | null,
  { max, maxFolded = Infinity }: Pick<TextRule, 'max' | 'maxFolded'>,
  { pattern, predicate }: NonNullable<TextOptions<false, null, false, undefined>['format']>,
): void {
  if (value === null) return;
  const isTooLong = value.length > max || foldText(value).length > maxFolded;
  if (isTooLong || !pattern.test(value)) problems.add(path, 'INVALID', predicate);
}

interface Plain {
  readonly plain: PlainValue;
}

function plain(
  { description, whenNull }: FieldDescription,
  column: PropertyDecorator,
  isNullable: boolean,
): PlainValue {
  return { description, whenNull: whenNull ?? UNKNOWN, isNullable, isLong: false, column };
}

/** The name of an item in URLs. An empty slug is generated from another field. */
export function slug({
  description,
  ...slugSource
}: Pick<FieldDescription, 'description'> & {
  readonly from: string;
  readonly fallback: string;
}): ColumnField<string, string, null> & Plain {
  const note = `Generated from \`${slugSource.from}\` if null, or if absent in a new item.`;
  const field = column<string, null>(null, {
    form: { kind: ContentFieldKind.SLUG, maxLength: MAX_SLUG_LENGTH },
    argument: argument(() => String, { description, note }),
    empty: '',
    json: textJson,
    slugSource,
    normalize: (value) => normalizeText(value),
    check: async (value, context) => {
      checkSlug(context.problems, context.path, value);
      await checkUniqueInOwnTable(context, 'slug', value);
    },
  });
  return { ...field, plain: plain({ description }, KeyText({ length: MAX_SLUG_LENGTH, unique: true }), false) };
}

/** Checks that no other row of the field's own table has the value, not even a row in the trash. */
async function checkUniqueInOwnTable(
  { unit, problems, path, table, id }: FieldCheck,
  column: NaturalKey['column'],
  value: string | null,
): Promise<void> {
  if (value === null || !(await isTaken(unit.manager, { table, column }, value, id))) return;
  problems.add(path, 'TAKEN', `must be unique, but another ${nounOf({ table })} has it`);
}

/** An integer; null: unknown. */
export function integer<const P extends string | null = null>({
  at,
  min,
  max,
  ...described
}: FieldDescription & At<P> & { readonly min: number; readonly max: number }): ColumnField<
  number | null,
  number | null,
  P
> {
  return column<number | null, P>(at, {
    form: { kind: ContentFieldKind.INTEGER, minimum: min, maximum: max },
    argument: argument(() => Int, described, `, from ${min} to ${max}`),
    empty: null,
    json: z.int('must be an integer, such as 2026'),
    parseCell: (cell) => (/^\d{1,9}$/.test(cell.trim()) ? Number(cell) : cell),
    check: (value, { problems, path }) => {
      if (value !== null && (value < min || value > max)) {
        problems.add(path, 'INVALID', `must be an integer from ${min} to ${max}`);
      }
    },
  });
}

/** The type of one of an enum's values in imported files, without blanks around it. */
export function optionJson<V extends string>(values: Readonly<Record<string, V>>): z.ZodType<V> {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.trim() : value),
    z.enum(values, `must be one of ${Object.values(values).join(', ')}`),
  );
}

/** One of an enum's values; a required one is never null. */
export function oneOf<V extends string, R extends boolean = false, const P extends string | null = null>(
  values: Readonly<Record<string, V>>,
  { at, required, ...described }: FieldDescription & At<P> & { readonly required?: R },
): ColumnField<V | Optional<never, R>, V | Optional<never, R>, P> & Plain {
  type T = V | Optional<never, R>;
  const length = Math.max(...Object.values(values).map((value) => value.length));
  const field = column<T, P>(at, {
    form: { kind: ContentFieldKind.OPTION, isRequired: required ?? false, options: Object.values(values) },
    argument: argument(() => values, described),
    empty: (required ? '' : null) as T,
    json: optionJson(values),
  });
  return { ...field, plain: plain(described, KeyText({ length, nullable: !required }), !required) };
}

const YEARS = `, in the years ${MIN_YEAR} to ${MAX_YEAR}`;

/** A date with the known precision, in the years of activities; null: unknown. */
export function partialDate(described: FieldDescription): ColumnField<string | null, string | null, null> & Plain {
  return {
    ...scalar(ContentFieldKind.PARTIAL_DATE, PartialDateScalar, PartialDay(), described, YEARS),
    check: checkDate,
  };
}

/** A day in the years of activities; null: unknown. */
export function date(described: FieldDescription): ColumnField<string | null, string | null, null> & Plain {
  return { ...scalar(ContentFieldKind.DATE, DateScalar, PartialDay(), described, YEARS), check: checkDate };
}

/** A date that is stored already is not checked: earlier versions stored any year, and such rows must stay editable. */
function checkDate(value: string | null, { problems, path }: FieldCheck, before: string | null): void {
  if (value !== before) checkYear(problems, path, value);
}

/** A language; null: unknown. */
export function locale(described: FieldDescription): ColumnField<string | null, string | null, null> & Plain {
  return scalar(
    ContentFieldKind.LOCALE,
    LocaleScalar,
    KeyText({ length: MAX_LOCALE_LENGTH, nullable: true }),
    described,
  );
}

/** The instant of first publication. It is set when the item first becomes public, unless an editor has set it. */
export function firstPublication({
  description,
  whenNull,
}: Pick<FieldDescription, 'description' | 'whenNull'>): ColumnField<string | null, string | null, null> & Plain {
  const note = 'If null, or if absent in a new item, it is set when the item is published here for the first time.';
  return {
    ...scalar(ContentFieldKind.DATE_TIME, DateTimeScalar, Instant({ nullable: true }), {
      description,
      note,
      ...(whenNull !== undefined && { whenNull }),
    }),
    isFirstPublication: true,
  };
}

/** A text that a scalar of the API checks; null: unknown. */
function scalar(
  kind: ContentFieldKind,
  type: GraphQLScalarType<string, unknown>,
  columnOf: PropertyDecorator,
  described: FieldDescription,
  bounds?: string,
): ColumnField<string | null, string | null, null> & Plain {
  const field = column<string | null, null>(null, {
    form: { kind },
    argument: argument(() => type, described, bounds),
    empty: null,
    json: scalarJson(type),
  });
  return { ...field, plain: plain(described, columnOf, true) };
}

/** The type of a scalar of the API in imported files: values are parsed by the scalar, without blanks around them. */
export function scalarJson({ parseValue }: GraphQLScalarType<string, unknown>): z.ZodType<string> {
  return textJson.transform((value, context) => {
    try {
      return parseValue(value.trim());
    } catch (error) {
      // The name of the scalar means nothing to the author of a file.
      context.addIssue((error as Error).message.replace(/^A \w+ must /, 'must '));
      return z.NEVER;
    }
  });
}

/** The type of a Decimal in imported files. */
export const decimalJson: z.ZodType<string> = textJson.transform((value, context) => {
  const decimal = canonicalDecimal(value.trim());
  if (decimal !== null) return decimal;
  context.addIssue(
    'must be a number such as 1250000.5, with a point, at most 9 digits after it, and no separators of thousands',
  );
  return z.NEVER;
});

/** A country by its ISO 3166-1 code. */
export function country<R extends boolean = false, const P extends string | null = null>({
  at,
  required,
  description,
}: Pick<FieldDescription, 'description'> & At<P> & { readonly required?: R }): ColumnField<
  Optional<string, R>,
  Optional<string, R>,
  P
> {
  type T = Optional<string, R>;
  return column<T, P>(at, {
    form: { kind: ContentFieldKind.COUNTRY, isRequired: required ?? false },
    argument: argument(() => CountryCodeScalar, { description }),
    empty: (required ? '' : null) as T,
    json: textJson as z.ZodType<T>,
    normalize: (value) => (value === null ? value : normalizeText(value)),
    check: (value, { problems, path }) => {
      checkCountry(problems, path, value);
    },
  });
}

/** A reference to a row of another table: its natural key in the content, its id in the column. */
export function reference<R extends boolean = false, const P extends string = string>(
  to: NaturalKey,
  { at, required, ...described }: FieldDescription & { readonly at: P; readonly required?: R },
): ColumnField<Optional<string, R>, Optional<number, R>, P> {
  type T = Optional<string, R>;
  return {
    property: at,
    form: { kind: ContentFieldKind.REFERENCE, isRequired: required ?? false, target: to },
    argument: argument(() => String, described),
    refersTo: { table: to.table, via: { column: columnName(at) } },
    empty: (required ? '' : null) as T,
    json: textJson as z.ZodType<T>,
    select: (_name, alias) =>
      sql`(SELECT x.${raw(to.column)} FROM ${raw(to.table)} x WHERE x.id = ${columnOf(at, alias)})`,
    normalize: (value) => (value === null ? value : normalizeText(value)),
    check: async (value, { unit, problems, path }) => {
      if (required && value === '') problems.add(path, 'REQUIRED', 'must not be empty');
      else if (value !== null) await checkKnown(unit.manager, problems, path, to, value);
    },
    columns: async (_name, value, manager) => ({
      [at]: value === null ? null : (await getIdsByName(manager, to, [value]))[0],
    }),
    mapReferences: (value, map, path) => (value === null ? value : map(path, to, value)),
  };
}
