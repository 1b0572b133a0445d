import { raw, type Sql, sql } from './sql';
import type { EntityManager } from 'typeorm';
import type { Dialect } from './database-url';
import { isPostgres } from './dialect';

/** A scalar subquery that gives an expression of some rows as a JSON array, in the order of another expression. */
export type JsonListOf = (expression: string, from: Sql, order: string) => Sql;

export function jsonListOf(dialect: Dialect): JsonListOf {
  return (expression, from, order) => {
    const list =
      dialect === 'sqlite'
        ? raw(`json_group_array(${expression} ORDER BY ${order})`)
        : raw(`coalesce(json_agg(${expression} ORDER BY ${order})::text, '[]')`);
    return sql`(SELECT ${list} FROM ${from})`;
  };
}

/** The same for statements of a unit of work. */
export function jsonListIn(manager: EntityManager): JsonListOf {
  return jsonListOf(isPostgres(manager) ? 'postgres' : 'sqlite');
}
