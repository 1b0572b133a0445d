import type { EntityManager } from 'typeorm';
import { type Dialect, isPostgres } from '../dialect';
import { raw, type Sql, sql } from './sql';

/** An expression; or one whose value is JSON text, which becomes a part of the JSON. */
type JsonValue = string | { readonly json: string };

/** An expression for the entry of a list, or expressions for the fields of an object. */
type Entry = string | Readonly<Record<string, JsonValue>>;

/** A scalar subquery that gives an entry for each of some rows as a JSON array, in the order of another expression. */
export type JsonListOf = (entry: Entry, from: Sql, order: string) => Sql;

/** Returns the function that writes such subqueries for a dialect. */
export function jsonListOf(dialect: Dialect): JsonListOf {
  return (entry, from, order) => {
    const expression = typeof entry === 'string' ? entry : jsonObject(dialect, entry);
    const list =
      dialect === 'sqlite'
        ? raw(`json_group_array(${expression} ORDER BY ${order})`)
        : raw(`coalesce(json_agg(${expression} ORDER BY ${order})::text, '[]')`);
    return sql`(SELECT ${list} FROM ${from})`;
  };
}

function jsonObject(dialect: Dialect, fields: Readonly<Record<string, JsonValue>>): string {
  const valueOf = (value: JsonValue): string => {
    if (typeof value === 'string') return value;
    return dialect === 'sqlite' ? `json(${value.json})` : `${value.json}::json`;
  };
  const pairs = Object.entries(fields).map(([name, value]) => `'${name}', ${valueOf(value)}`);
  return `${dialect === 'sqlite' ? 'json_object' : 'json_build_object'}(${pairs.join(', ')})`;
}

/** Returns the function that writes such subqueries for a unit of work. */
export function jsonListIn(manager: EntityManager): JsonListOf {
  return jsonListOf(isPostgres(manager) ? 'postgres' : 'sqlite');
}
