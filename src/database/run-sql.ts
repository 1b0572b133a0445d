import type { Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';

/** Runs a statement from a tagged template in a unit of work. */
export function runSql<T = unknown>(manager: EntityManager, statement: Sql): Promise<T[]> {
  const isPostgres = manager.dataSource.options.type === 'postgres';
  return manager.query<T[]>(isPostgres ? statement.text : statement.sql, statement.values);
}
