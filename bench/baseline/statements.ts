import BetterSqlite from 'better-sqlite3';
import { Pool } from 'pg';
import { parseDatabaseUrl, type Dialect } from '../../src/database/database-url';

export type Row = Record<string, any>;

/** Runs a prepared statement. */
export type Statement = (...values: readonly unknown[]) => Row[] | Promise<Row[]>;

/** What hand-written code needs of a driver, and where the two databases differ. */
export interface Statements {
  readonly dialect: Dialect;
  /** Takes SQL with `?` for its values. */
  readonly prepare: (text: string) => Statement;
  /**
   * For a filter under LIMIT: PostgreSQL would settle on one plan for all values, and that reads whole ranges where the
   * right one stops after a page.
   */
  readonly planByValues: (text: string) => Statement;
  /** A condition with one value, `idList`. */
  readonly isIn: (column: string) => string;
  readonly idList: (ids: readonly number[]) => unknown;
  /** How many have been run. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
}

/** The same drivers that the server uses, with nothing between. */
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
    planByValues: prepare,
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
    const numbered = text.replaceAll('?', () => `$${(place += 1)}`);
    return async (...values) => {
      count += 1;
      return (await pool.query<Row>({ ...named, text: numbered, values: [...values] })).rows;
    };
  };
  return {
    dialect: 'postgres',
    // What has a name is prepared by each connection once.
    prepare: (text) => toStatement(text, { name: `statement_${(prepared += 1)}` }),
    planByValues: (text) => toStatement(text, {}),
    isIn: (column) => `${column} = ANY(?)`,
    idList: (ids) => ids,
    count: () => count,
    close: () => pool.end(),
  };
}
