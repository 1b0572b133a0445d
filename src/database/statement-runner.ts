import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as SqliteConnection, Statement as SqliteStatement } from 'better-sqlite3';
import type { Pool } from 'pg';
import { QueryFailedError, type DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { ReadSnapshot } from './read-snapshot';
import type { Row } from './row-mapper';

/**
 * How often PostgreSQL plans a statement: `once` for all values, or for each execution by its own. One plan for all
 * reads whole ranges where the right one for a filter stops after a page. SQLite always plans once.
 */
export type PlanMode = 'generic' | 'custom';

/** Runs a statement's text and gives its rows. */
type RunStatement = (text: string, values: unknown[], planMode: PlanMode) => Promise<unknown[]>;

/** Runs statements that read. */
export interface StatementRunner {
  readonly run: RunStatement;
  /** Lets the statements from here on see all that has been committed. */
  readonly refresh: () => void;
}

/** How many texts are kept prepared by a connection; filters and selections make ever new ones. */
const MAX_PREPARED = 500;

/**
 * Runs statements on the driver's own connections, prepared. TypeORM's query runner costs about what SQLite takes for
 * most of them, and gives PostgreSQL no names, so that it parses and plans each anew: measured, 3.5 times the database's
 * work for an activity page.
 */
export function createStatementRunner({ driver, options }: DataSource): StatementRunner {
  const { run, refresh } =
    options.type === 'postgres'
      ? // Each of its statements sees all that has been committed when it begins.
        { run: runOnPostgres((driver as PostgresDriver).master as Pool), refresh: () => {} }
      : runOnSqlite((driver as BetterSqlite3Driver).databaseConnection as SqliteConnection);
  return {
    run: async (text, values, planMode) => {
      try {
        return await run(text, values, planMode);
      } catch (error) {
        throw new QueryFailedError(text, values, error as Error);
      }
    },
    refresh,
  };
}

/** A prepared statement, with the names of its columns. */
interface PreparedOnSqlite {
  readonly statement: SqliteStatement<unknown[], unknown[]>;
  readonly names: readonly string[];
}

interface SqliteRunner {
  readonly run: (text: string, values: unknown[]) => unknown[] | Promise<unknown[]>;
  readonly refresh: () => void;
}

function runOnSqlite(connection: SqliteConnection): SqliteRunner {
  const snapshot = new ReadSnapshot(connection);
  const prepared = new Map<string, PreparedOnSqlite>();
  const prepare = (text: string): PreparedOnSqlite => {
    const statement = connection.prepare<unknown[], unknown[]>(text);
    const created = { statement, names: statement.reader ? namesOf(statement.raw()) : [] };
    // The oldest makes room: a Map gives its keys in the order in which they came.
    if (prepared.size >= MAX_PREPARED) prepared.delete(prepared.keys().next().value!);
    prepared.set(text, created);
    return created;
  };
  const run: SqliteRunner['run'] = (text, values) => {
    if (snapshot.isOverTime) return nextTurn().then(() => run(text, values));
    const { statement, names } = prepared.get(text) ?? prepare(text);
    snapshot.ensureOpen();
    if (statement.reader) return statement.all(...values).map((cells) => toRow(names, cells));
    // It writes, which the connection refuses in SQLite's own words.
    statement.run(...values);
    return [];
  };
  return { run, refresh: snapshot.release };
}

function namesOf(statement: SqliteStatement<unknown[], unknown[]>): string[] {
  return statement.columns().map(({ name }) => name);
}

/** The driver's own objects take half as long again, and are hash tables, which are slower to read. */
function toRow(names: readonly string[], cells: readonly unknown[]): Row {
  const row: Row = {};
  for (let place = 0; place < names.length; place += 1) row[names[place]!] = cells[place];
  return row;
}

function runOnPostgres(pool: Pool): RunStatement {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    // A connection keeps what it has prepared: what comes later than these has to do without.
    if (!names.has(text) && names.size < MAX_PREPARED) names.set(text, `entente_${names.size}`);
    return names.get(text);
  };
  return async (text, values, planMode) => {
    const name = planMode === 'generic' ? nameOf(text) : undefined;
    return (await pool.query<Record<string, unknown>>({ text, values, ...(name !== undefined && { name }) })).rows;
  };
}
