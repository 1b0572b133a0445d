import type BetterSqlite from 'better-sqlite3';
import { type EntityManager, type ObjectLiteral, QueryFailedError } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver';
import { isPostgres } from '../dialect';
import { toCamelCase } from './column-names';
import type { Row } from './row-mapper';
import { empty, raw, type Sql } from './sql';

/*
 * SQL in a unit of work. Statements are tagged templates, so that every value is a bound parameter. The fragments here
 * hide what differs between the two databases.
 */

/**
 * Maximum values of a statement that SQLite's driver keeps prepared. A statement with more has the values of many rows, and the next one
 * has another number of rows. A prepared statement takes about 80 bytes for each value: together, they took a hundred megabytes.
 */
const MAX_PREPARED_VALUES = 500;

/** Runs a statement in a unit of work. Returns its rows, keyed by column name in camelCase. */
export async function executeSql<T = Row>(manager: EntityManager, statement: Sql): Promise<T[]> {
  const text = isPostgres(manager) ? statement.text : statement.sql;
  const { values } = statement;
  if (values.length > MAX_PREPARED_VALUES && !isPostgres(manager)) return runOnce(manager, text, values);
  const { records } = await manager.queryRunner!.query(text, values, true);
  return (records as Row[]).map(withCamelCaseNames) as T[];
}

/** Runs a statement on SQLite that is not kept prepared. */
function runOnce<T>(manager: EntityManager, text: string, values: readonly unknown[]): T[] {
  const connection = (manager.dataSource.driver as BetterSqlite3Driver).databaseConnection as BetterSqlite.Database;
  const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
  try {
    const statement = connection.prepare<unknown[], Row>(text);
    if (statement.reader) return statement.all(...bound).map(withCamelCaseNames) as T[];
    statement.run(...bound);
    return [];
  } catch (error) {
    throw new QueryFailedError(text, bound, error as Error);
  }
}

interface RowLock {
  /** The alias of the table whose rows are locked. Without it, the rows of every table in FROM are locked. */
  readonly of?: string;
  /** Leaves out rows that another unit of work has locked, instead of waiting for it. */
  readonly skipLocked?: boolean;
}

/**
 * Ends a SELECT. Waits until no other unit of work has locked the selected rows, and then locks them: until this unit
 * of work ends, no other one can change, delete or lock them. Empty on SQLite, where units of work run one after
 * another.
 */
export function forUpdate(manager: EntityManager, lock: RowLock = {}): Sql {
  return rowLock(manager, 'FOR UPDATE', lock);
}

/**
 * Ends a SELECT. Waits until no other unit of work is changing the selected rows, and then locks them: until this unit
 * of work ends, no other one can change or delete them, but others can lock them with FOR SHARE, too. Empty on SQLite.
 */
export function forShare(manager: EntityManager, lock: RowLock = {}): Sql {
  return rowLock(manager, 'FOR SHARE', lock);
}

/**
 * Ends a SELECT. Waits until no other unit of work is deleting the selected rows or changing their keys, and then locks them: until this
 * unit of work ends, no other one can delete them or change their keys, so that a reference to them stays valid. Empty on SQLite.
 */
export function forReference(manager: EntityManager): Sql {
  return rowLock(manager, 'FOR KEY SHARE', {});
}

/** Until this unit of work ends, no other one writes to the entity's table. Does nothing on SQLite. */
export async function lockTable(manager: EntityManager, entity: new () => ObjectLiteral): Promise<void> {
  if (!isPostgres(manager)) return;
  const { tableName } = manager.dataSource.getMetadata(entity);
  await executeSql(manager, raw(`LOCK TABLE ${tableName} IN SHARE ROW EXCLUSIVE MODE`));
}

/**
 * Has the database check foreign keys only when the unit of work is committed, so that rows can be inserted before the
 * rows that they refer to. Only SQLite can do this.
 *
 * @returns true if the database does so
 */
export async function deferForeignKeys(manager: EntityManager): Promise<boolean> {
  if (isPostgres(manager)) return false;
  await executeSql(manager, raw('PRAGMA defer_foreign_keys = ON'));
  return true;
}

function rowLock(manager: EntityManager, strength: string, { of, skipLocked = false }: RowLock): Sql {
  if (!isPostgres(manager)) return empty;
  return raw([strength, ...(of === undefined ? [] : [`OF ${of}`]), ...(skipLocked ? ['SKIP LOCKED'] : [])].join(' '));
}

function withCamelCaseNames(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [toCamelCase(name), value]));
}
