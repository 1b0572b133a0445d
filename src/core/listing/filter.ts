import type { ReadDatabase } from '../../database/reading/read-database';
import { allOf, anyOf } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { foldText } from '../../database/text/folding';
import { BadUserInputError } from '../../errors';
import type { RequestContext } from '../access/request-context';
import { firstDay, lastDay } from '../types/partial-date';
import { charactersIn } from '../types/text';
import type { DateFilter, DateTimeFilter, IntFilter, StringFilter } from './filter-inputs';

/** Maximum nesting of `and`, `or` and `not`. */
const MAX_DEPTH = 5;

/** Maximum conditions of one filter. `{}` counts as one. */
const MAX_CONDITIONS = 100;

/** Maximum entries of one list in a filter. */
const MAX_LIST_LENGTH = 500;

/** Maximum characters in all texts of one filter. Each list, and each event of a subscription, folds all of them again. */
const MAX_TEXT_LENGTH = 65_536;

type Combined = 'and' | 'or' | 'not';

/** The condition that one field of a filter puts on the rows. `path` is the path of the field in messages. */
export type FilterField<V> = (value: V, path: string, context: RequestContext) => Sql;

/** The condition of every field of a filter. */
export type FilterTable<W extends object> = {
  readonly [K in Exclude<keyof W, Combined>]-?: FilterField<NonNullable<W[K]>>;
};

/**
 * Compiles a filter to one SQL condition. Conditions are two-valued: `not` selects exactly the rows that its filter does
 * not select, including rows without a value.
 *
 * @throws BadUserInputError with the path of an explicit null, or if the filter exceeds one of the limits above
 */
export function compileFilter<W extends object>(table: FilterTable<W>, filter: W, context: RequestContext): Sql {
  const characters = charactersIn(filter);
  if (characters > MAX_TEXT_LENGTH) {
    throw new BadUserInputError(`filter must have at most ${MAX_TEXT_LENGTH} characters of text`, 'filter');
  }
  let budget = MAX_CONDITIONS;
  const compile = (part: W, path: string, depth: number): Sql => {
    if (depth > MAX_DEPTH) throw new BadUserInputError(`${path} must not nest deeper than ${MAX_DEPTH} levels`, path);
    const entries: [string, unknown][] = Object.entries(part);
    budget -= Math.max(entries.length, 1);
    if (budget < 0) throw new BadUserInputError(`filter must have at most ${MAX_CONDITIONS} conditions`, 'filter');
    const conditions = entries.map(([name, value]) => {
      const here = `${path}.${name}`;
      if (value === null) throw new BadUserInputError(`${here} must not be null: leave it out instead`, here);
      if (name === 'not') return sql`(${compile(value as W, here, depth + 1)}) IS NOT TRUE`;
      if (name === 'and' || name === 'or') {
        const parts = (value as W[]).map((inner, number) => compile(inner, `${here}.${number}`, depth + 1));
        return name === 'and' ? allOf(parts) : anyOf(parts);
      }
      const field = table[name as Exclude<keyof W, Combined>] as FilterField<unknown>;
      return field(value, here, context);
    });
    return allOf(conditions);
  };
  return compile(filter, 'filter', 1);
}

/** Conditions on a text. They compare with the folded text in the column. */
export function textField(name: string): FilterField<StringFilter> {
  const column = raw(name);
  return operators<StringFilter>({
    eq: (text) => sql`${column} = ${foldText(text)}`,
    in: (texts, read) => read.isIn(column, texts.map(foldText)),
    contains: (text, read) => read.contains(column, foldText(text)),
    startsWith: (text) => startsWith(column, foldText(text)),
    isNull: (isNull) => nullness(column, isNull),
  });
}

export function numberField(name: string): FilterField<IntFilter> {
  const column = raw(name);
  return operators<IntFilter>({
    eq: (value) => sql`${column} = ${value}`,
    in: (values, read) => read.isIn(column, values),
    gte: (value) => sql`${column} >= ${value}`,
    lte: (value) => sql`${column} <= ${value}`,
    isNull: (isNull) => nullness(column, isNull),
  });
}

/**
 * Conditions on a date. The column has the first day of each date. A date of the condition that is known to the year or the
 * month stands for all of its days.
 */
export function dayField(name: string): FilterField<DateFilter> {
  const column = raw(name);
  return operators<DateFilter>({
    eq: (date) =>
      date.length === 10
        ? sql`${column} = ${date}`
        : sql`(${column} >= ${firstDay(date)} AND ${column} <= ${lastDay(date)})`,
    gte: (date) => sql`${column} >= ${firstDay(date)}`,
    lte: (date) => sql`${column} <= ${lastDay(date)}`,
    isNull: (isNull) => nullness(column, isNull),
  });
}

export function instantField(name: string): FilterField<DateTimeFilter> {
  const column = raw(name);
  return operators<DateTimeFilter>({
    gte: (instant) => sql`${column} >= ${instant}`,
    lte: (instant) => sql`${column} <= ${instant}`,
    isNull: (isNull) => nullness(column, isNull),
  });
}

/** A condition on a list of values, of which a row has one. */
export function listField(condition: (values: string[], context: RequestContext) => Sql): FilterField<string[]> {
  return (values, path, context) => {
    assertListed(values, path);
    return condition(values, context);
  };
}

/** A condition of several operands that belong together. */
export function combinedField<V extends object>(
  condition: (operands: V, context: RequestContext) => Sql,
): FilterField<V> {
  return (operands, path, context) => {
    for (const [name, operand] of Object.entries(operands)) assertOperand(operand, `${path}.${name}`);
    return condition(operands, context);
  };
}

type Operators<V> = { readonly [K in keyof V]-?: (operand: NonNullable<V[K]>, read: ReadDatabase) => Sql };

function operators<V extends object>(table: Operators<V>): FilterField<V> {
  return (value, path, { read }) =>
    allOf(
      Object.entries(value).map(([name, operand]: [string, unknown]) => {
        assertOperand(operand, `${path}.${name}`);
        const operator = table[name as keyof V] as (operand: unknown, read: ReadDatabase) => Sql;
        return operator(operand, read);
      }),
    );
}

function assertOperand(operand: unknown, path: string): void {
  if (operand === null) throw new BadUserInputError(`${path} must not be null: leave it out instead`, path);
  if (Array.isArray(operand)) assertListed(operand, path);
}

function assertListed(values: readonly unknown[], path: string): void {
  if (values.length > MAX_LIST_LENGTH)
    throw new BadUserInputError(`${path} must have at most ${MAX_LIST_LENGTH} entries`, path);
}

function nullness(column: Sql, isNull: boolean): Sql {
  return isNull ? sql`${column} IS NULL` : sql`${column} IS NOT NULL`;
}

/** A prefix search as a range, which uses an index on both databases. */
function startsWith(column: Sql, text: string): Sql {
  return sql`(${column} >= ${text} AND ${column} < ${`${text}\u{10FFFF}`})`;
}
