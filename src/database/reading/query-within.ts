import type { EntityManager } from 'typeorm';
import type { Row } from '../sql/row-mapper';
import type { Sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import type { ReadDatabase } from './read-database';

/** Runs a query in a unit of work, or outside if there is none. */
export function queryWithin<T = Row>(
  manager: EntityManager | undefined,
  read: ReadDatabase,
  statement: Sql,
): Promise<T[]> {
  return manager === undefined ? read.query<T>(statement) : executeSql<T>(manager, statement);
}
