import { join, raw, type Sql, sql } from './sql';

/** The condition that every row meets. */
export const always = raw('1 = 1');

/** The condition that no row meets. */
export const never = raw('1 = 0');

/** Joins conditions by AND. Without any condition, the result is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? always : join(conditions, ' AND ', '(', ')');
}

/** Joins conditions by OR. Without any condition, the result is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? never : join(conditions, ' OR ', '(', ')');
}

/** A condition as a column with the value 1 or 0 on both databases. */
export function flag(condition: Sql): Sql {
  return sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`;
}
