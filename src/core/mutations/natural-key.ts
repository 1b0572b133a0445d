import type { EntityManager } from 'typeorm';
import { empty, join, raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forReference } from '../../database/sql/write-sql';
import { ConflictError } from '../../errors';

/** The unique column by which users name the rows of a table: a slug or a code. */
export interface NaturalKey {
  readonly table: string;
  readonly column: 'slug' | 'code' | 'identifier' | 'email' | 'iati_identifier';
}

/** A table in messages: `news item`. */
export function nounOf({ table }: Pick<NaturalKey, 'table'>): string {
  return table.replaceAll('_', ' ');
}

/** The message for an unknown natural key, without the name of the field, for `Problems.add`. */
export function unknownKey(key: NaturalKey, name: string): string {
  return `must be the ${key.column} of an existing ${nounOf(key)}, but is ${name === '' ? 'empty' : name}`;
}

/** The ids of the rows with these natural keys, in the order of `names`; unknown names are left out. */
export function idsByName(
  manager: EntityManager,
  key: NaturalKey,
  names: readonly string[],
): Promise<Map<string, number>> {
  return findIds(manager, key, names, empty);
}

/**
 * Finds the id of the row with this natural key, and locks the row: until this unit of work ends, no other one can delete or rename it.
 * Returns null if there is no such row.
 */
export async function idForReference(manager: EntityManager, key: NaturalKey, name: string): Promise<number | null> {
  const ids = await findIds(manager, key, [name], forReference(manager));
  return ids.get(name) ?? null;
}

async function findIds(
  manager: EntityManager,
  { table, column }: NaturalKey,
  names: readonly string[],
  lock: Sql,
): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await executeSql<{ id: number; name: string }>(
    manager,
    sql`SELECT id, ${raw(column)} AS name FROM ${raw(table)} WHERE ${raw(column)} IN (${join(names)}) ${lock}`,
  );
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  return new Map([...new Set(names)].flatMap((name) => (ids.has(name) ? [[name, ids.get(name)!]] : [])));
}

/**
 * Returns the ids of the rows with these natural keys, in the order of `names`.
 *
 * @throws ConflictError if a name is unknown: the row was renamed or deleted since the name was read or checked
 */
export async function getIdsByName(
  manager: EntityManager,
  key: NaturalKey,
  names: readonly string[],
): Promise<number[]> {
  const ids = await idsByName(manager, key, names);
  if (names.some((name) => !ids.has(name))) {
    // The message does not say which name: the viewer may not be allowed to see that row.
    throw new ConflictError(
      `The ${key.column} of a referenced ${nounOf(key)} has just changed: read it again and retry`,
    );
  }
  return [...ids.values()];
}

/** Returns the current natural keys of the rows with these ids. Deleted rows are omitted. */
export async function namesById(
  manager: EntityManager,
  { table, column }: NaturalKey,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await executeSql<{ id: number; name: string }>(
    manager,
    sql`SELECT id, ${raw(column)} AS name FROM ${raw(table)} WHERE id IN (${join(ids)})`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** True if a row other than `id` has the value in the key's column. */
export async function isTaken(
  manager: EntityManager,
  { table, column }: NaturalKey,
  value: string,
  id: number | null,
): Promise<boolean> {
  const [taken] = await executeSql(
    manager,
    sql`SELECT id FROM ${raw(table)} WHERE ${raw(column)} = ${value} AND id <> ${id ?? 0}`,
  );
  return taken !== undefined;
}
