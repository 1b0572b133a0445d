import BetterSqlite from 'better-sqlite3';
import { Pool } from 'pg';
import { parseDatabaseUrl } from '../../src/database/database-url';
import type { Dialect } from '../../src/database/dialect';

export type Row = Record<string, any>;

/** Runs a prepared statement. */
export type Statement = (...values: readonly unknown[]) => Row[] | Promise<Row[]>;

/** What hand-written code needs of a driver, and the differences between the two databases. */
export interface Statements {
  readonly dialect: Dialect;
  /** Prepares SQL with `?` for its values, or on PostgreSQL with `$1`, `$2` and so on. */
  readonly prepare: (text: string) => Statement;
  /**
   * Prepares a statement with custom plans, for a filter with LIMIT. PostgreSQL's generic plan reads whole ranges where
   * the right one stops after a page.
   */
  readonly prepareWithCustomPlan: (text: string) => Statement;
  /** A condition whose only value is an `idList`. */
  readonly isIn: (column: string) => string;
  readonly idList: (ids: readonly number[]) => unknown;
  /** The number of executed statements. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
}

/** Opens the drivers that the server uses, without any layer above. */
export function openStatements(databaseUrl: string): Statements {
  const url = parseDatabaseUrl(databaseUrl)!;
  return url.dialect === 'sqlite' ? openSqlite(url.file) : openPostgres(url.url);
}

function openSqlite(file: string): Statements {
  const database = new BetterSqlite(file, { readonly: true });
  let count = 0;
  const prepare = (text: string): Statement => {
    const statement = database.prepare<unknown[], Row>(text);
    return (...values) => {
      count += 1;
      return statement.all(...values);
    };
  };
  return {
    dialect: 'sqlite',
    prepare,
    prepareWithCustomPlan: prepare,
    isIn: (column) => `${column} IN (SELECT value FROM json_each(?))`,
    idList: (ids) => JSON.stringify(ids),
    count: () => count,
    close: async () => void database.close(),
  };
}

function openPostgres(connectionString: string): Statements {
  const pool = new Pool({ connectionString });
  let count = 0;
  let prepared = 0;
  const toStatement = (text: string, named: { readonly name?: string }): Statement => {
    let place = 0;
    const numbered = text.includes('$1') ? text : text.replaceAll('?', () => `$${(place += 1)}`);
    return async (...values) => {
      count += 1;
      return (await pool.query<Row>({ ...named, text: numbered, values: [...values] })).rows;
    };
  };
  return {
    dialect: 'postgres',
    // Each connection prepares a named statement once.
    prepare: (text) => toStatement(text, { name: `statement_${(prepared += 1)}` }),
    prepareWithCustomPlan: (text) => toStatement(text, {}),
    isIn: (column) => `${column} = ANY(?)`,
    idList: (ids) => ids,
    count: () => count,
    close: () => pool.end(),
  };
}
