import type { EntityManager, ObjectLiteral } from 'typeorm';
import { isPostgres } from '../dialect';
import { bulk, raw, sql } from './sql';
import { executeSql } from './write-sql';

/** Maximum parameters that one statement binds. SQLite allows 32,766 and PostgreSQL 65,535. */
export const MAX_PARAMETERS = 30_000;

/** Maximum rows that one statement inserts. */
const MAX_ROWS = 500;

/**
 * Inserts entities whose ids are already set, up to 500 rows per statement. A column without a value gets its default. For loads of
 * thousands of rows: TypeORM's own insert spends more time on building the query than the database on running it.
 */
export async function insertMany<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => E,
  rows: readonly E[],
): Promise<void> {
  const { tableName, columns } = manager.dataSource.getMetadata(entity);
  const size = Math.min(MAX_ROWS, Math.floor(MAX_PARAMETERS / columns.length));
  const target = raw(`${tableName} (${columns.map((column) => column.databaseName).join(', ')})`);
  for (let from = 0; from < rows.length; from += size) {
    const values = rows
      .slice(from, from + size)
      .map((row) => columns.map((column) => (column.getEntityValue(row, true) as unknown) ?? column.default ?? null));
    await executeSql(manager, sql`INSERT INTO ${target} VALUES ${bulk(values)}`);
  }
}

/** The next free id of a table, for inserts that set their ids. */
export async function nextId(manager: EntityManager, entity: new () => ObjectLiteral): Promise<number> {
  const { tableName } = manager.dataSource.getMetadata(entity);
  const [row] = await executeSql<{ top: number }>(
    manager,
    sql`SELECT coalesce(max(id), 0) AS top FROM ${raw(tableName)}`,
  );
  return Number(row?.top) + 1;
}

/** Moves PostgreSQL's id sequence past the ids that were set explicitly. SQLite does this by itself. */
export async function advanceIdSequence(manager: EntityManager, entity: new () => ObjectLiteral): Promise<void> {
  if (!isPostgres(manager)) return;
  const { tableName } = manager.dataSource.getMetadata(entity);
  await executeSql(
    manager,
    sql`SELECT setval(
      pg_get_serial_sequence(${tableName}, 'id'), (SELECT coalesce(max(id), 0) + 1 FROM ${raw(tableName)}), false)`,
  );
}
