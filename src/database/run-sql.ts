import type { Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';

/** Runs a statement that is put together of parts within a unit of work. */
export function runSql<T = unknown>(manager: EntityManager, statement: Sql): Promise<T[]> {
  const isPostgres = manager.dataSource.options.type === 'postgres';
  return manager.query<T[]>(isPostgres ? statement.text : statement.sql, statement.values);
}
