import type { Database as SqliteConnection, Statement as SqliteStatement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { ClientConfig, QueryArrayConfig, QueryArrayResult } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver';
import { DatabaseUnavailableError, DomainError, UnconfirmedChangeError } from '../../errors';
import { isUnavailable } from '../database-errors';
import { isPostgres } from '../dialect';
import { ReadOperation } from '../operations/read-operation';
import type { StatementLoad } from '../operations/turn-queue';
import { notePrepared, PreparedNames } from '../postgres/prepared-names';
import type { ReadServers } from '../postgres/read-servers';
import { toCamelCase } from '../sql/column-names';
import { MAX_PREPARED, MAX_PREPARED_LENGTH } from '../sql/prepared-statements';
import type { Row } from '../sql/row-mapper';
import { ReadSnapshot } from '../sqlite/read-snapshot';
import { READING_PRAGMAS } from '../sqlite/sqlite-pragmas';
import { ReaderEndedError, SqliteReaders } from '../sqlite/sqlite-readers';
import { SqliteTurns } from '../sqlite/sqlite-turns';
import type { Sizes } from './sizes';

/**
 * PostgreSQL's `plan_cache_mode` for a statement. `generic`: one plan for all values. `custom`: a plan for the values
 * of each execution, for filters where a generic plan reads a whole range although the right plan stops after one page.
 * SQLite plans each statement once.
 */
export type PlanMode = 'generic' | 'custom';

/**
 * The most that a statement costs on SQLite if it may walk whole tables. A statement that an index bounds has none. An expensive statement
 * runs in a thread of its own.
 */
export interface Scan {
  readonly tables: readonly string[];
  /** The cost of each row of the tables, in points: at least 1.25 for each microsecond. */
  readonly perRow: number;
  /** The cost that does not depend on the number of rows. */
  readonly once?: number;
}

/** How a statement runs. */
export interface QueryOptions {
  /** Default: `generic`. */
  readonly planMode?: PlanMode;
  /** For a statement that may walk a whole table. */
  readonly scan?: Scan | null;
}

/**
 * Runs a statement of an operation and returns its rows, keyed by column name in camelCase. Without an operation, the
 * statement is preferred to those of operations.
 */
type RunStatement = (
  text: string,
  values: unknown[],
  operation: ReadOperation | null,
  options: QueryOptions,
) => Promise<unknown[]>;

/** Runs read-only statements. */
export interface StatementRunner {
  readonly run: RunStatement;
  readonly sizes: Sizes;
  /** The number of statements that should do the work of one, so that none takes long. */
  readonly partsOf: (scan: Scan) => number;
  /** Makes later statements see everything that has been committed. */
  readonly refresh: () => void;
  /**
   * The statements of operations. Those that SQLite runs in the thread that serves requests are never seen running.
   */
  readonly load: () => StatementLoad;
  readonly close: () => Promise<void>;
}

/** Maximum cost of a statement on SQLite that runs in the thread that serves requests: 20 ms. */
const MAX_COST_BESIDE_REQUESTS = 25_000;

/** Maximum cost of one statement on SQLite where the work can be divided among several: 48 ms. */
const MAX_COST_OF_PART = 60_000;

/**
 * Statements on SQLite with longer texts, in characters, do not run in the thread that serves requests either: preparing a text takes
 * about a millisecond for every 10,000 characters.
 */
const MAX_LENGTH_BESIDE_REQUESTS = 16_000;

/**
 * How long a statement on PostgreSQL may take that belongs to no operation, or to a mutation, in milliseconds. If a server disappears
 * without closing its connections, the operating system notices after a quarter of an hour, and it never notices one that hangs.
 */
const MAX_MS_WITHOUT_DEADLINE = 60_000;

/**
 * Runs prepared statements on the driver's own connections. TypeORM's query runner takes about as long as SQLite itself
 * for most statements. It sends PostgreSQL unnamed statements, which are parsed and planned each time: measured, 3.5
 * times the database's work for an activity page.
 *
 * @param sizes decide where a statement runs on SQLite
 */
export function createStatementRunner(
  dataSource: DataSource,
  servers: ReadServers | null,
  sizes: Sizes,
): StatementRunner {
  const onPostgres = isPostgres({ dataSource });
  const { run, refresh, load, close } = onPostgres
    ? // Each statement on PostgreSQL sees everything committed when it begins.
      { run: runOnPostgres(servers!), refresh: () => {}, load: () => servers!.load, close: () => servers!.close() }
    : runOnSqlite((dataSource.driver as BetterSqlite3Driver).databaseConnection as SqliteConnection, sizes);
  return {
    run: async (text, values, operation, options) => {
      try {
        return await run(text, values, operation, options);
      } catch (error) {
        if (error instanceof DomainError) throw error;
        const failure = new QueryFailedError(text, values, error as Error);
        const canRetry = error instanceof ReaderEndedError || isUnavailable(onPostgres ? 'postgres' : 'sqlite', error);
        if (!canRetry) throw failure;
        // The operation may have made its change already.
        throw operation?.isProtected === true
          ? new UnconfirmedChangeError(failure)
          : new DatabaseUnavailableError(failure);
      }
    },
    sizes,
    // PostgreSQL runs statements in other processes, and can cancel each of them.
    partsOf: (scan) => (onPostgres ? 1 : Math.ceil(costOf(scan, sizes) / MAX_COST_OF_PART)),
    refresh,
    load,
    close,
  };
}

/** A prepared statement with the keys of its rows. */
interface PreparedOnSqlite {
  readonly statement: SqliteStatement<unknown[], unknown[]>;
  readonly names: readonly string[];
}

interface SqliteRunner extends Pick<StatementRunner, 'refresh' | 'load' | 'close'> {
  /** Returns the rows at once if the statement has run already. */
  readonly run: (...call: Parameters<RunStatement>) => unknown[] | Promise<unknown[]>;
}

function runOnSqlite(connection: SqliteConnection, sizes: Sizes): SqliteRunner {
  const snapshot = new ReadSnapshot(connection);
  const turns = new SqliteTurns(snapshot);
  const readers = new SqliteReaders({ file: connection.name, pragmas: READING_PRAGMAS });
  const prepared = new LRUCache<string, PreparedOnSqlite>({
    max: MAX_PREPARED,
    maxSize: MAX_PREPARED_LENGTH,
    sizeCalculation: (_statement, text) => text.length,
  });
  const prepare = (text: string): PreparedOnSqlite => {
    const statement = connection.prepare<unknown[], unknown[]>(text);
    const created = { statement, names: statement.reader ? namesOf(statement.raw()) : [] };
    prepared.set(text, created);
    return created;
  };
  const execute = (text: string, values: unknown[], now: number): unknown[] => {
    const { statement, names } = prepared.get(text) ?? prepare(text);
    snapshot.ensureOpen(now);
    if (statement.reader) return statement.all(...values).map((cells) => toRow(names, cells));
    // The statement writes. The connection refuses it with SQLite's own error.
    statement.run(...values);
    return [];
  };
  const executeFor = (operation: ReadOperation | null, text: string, values: unknown[], now: number): unknown[] => {
    if (operation === null) return execute(text, values, now);
    operation.assertRunning(now);
    const rows = execute(text, values, now);
    turns.charge(operation, performance.now() - now);
    return rows;
  };
  const run: SqliteRunner['run'] = (text, values, operation, { scan = null }) => {
    const isLong = text.length > MAX_LENGTH_BESIDE_REQUESTS;
    if (isLong || (scan !== null && costOf(scan, sizes) > MAX_COST_BESIDE_REQUESTS)) {
      return readers.run(operation ?? new ReadOperation(), { text, values }).then(({ names, rows }) => {
        const keys = names.map(toCamelCase);
        return rows.map((cells) => toRow(keys, cells));
      });
    }
    // One time serves all: reading the clock takes a noticeable part of a small statement.
    const now = performance.now();
    if (turns.isFree(now)) return executeFor(operation, text, values, now);
    return turns
      .wait(operation ?? new ReadOperation())
      .then(() => executeFor(operation, text, values, performance.now()));
  };
  const load = (): StatementLoad => {
    const { running, waiting } = readers.load;
    return { running, waiting: waiting + turns.waiting };
  };
  return { run, refresh: snapshot.release, load, close: () => readers.close() };
}

function costOf({ tables, perRow, once = 0 }: Scan, sizes: Sizes): number {
  return tables.reduce((sum, table) => sum + sizes.rowsOf(table) * perRow, once);
}

function namesOf(statement: SqliteStatement<unknown[], unknown[]>): string[] {
  return statement.columns().map(({ name }) => toCamelCase(name));
}

/**
 * Makes a row from its cells. SQLite's driver could make row objects itself, but takes half as long again, and makes
 * dictionaries, which are slower to read.
 */
function toRow(names: readonly string[], cells: readonly unknown[]): Row {
  const row: Row = {};
  for (let index = 0; index < names.length; index += 1) row[names[index]!] = cells[index];
  return row;
}

function runOnPostgres(servers: ReadServers): RunStatement {
  const prepared = new PreparedNames();
  return async (text, values, operation, { planMode = 'generic' }) => {
    const run = (name: string | undefined): Promise<QueryArrayResult<unknown[]>> => {
      const query: QueryArrayConfig & Pick<ClientConfig, 'query_timeout'> = {
        text,
        values,
        rowMode: 'array',
        ...(name !== undefined && { name }),
        ...((operation?.deadline ?? Infinity) === Infinity && { query_timeout: MAX_MS_WITHOUT_DEADLINE }),
      };
      return servers.run(operation, (client) => {
        if (name !== undefined) notePrepared(client, name, text);
        return client.query<unknown[]>(query);
      });
    };
    const name = planMode === 'generic' ? prepared.nameOf(text) : undefined;
    const { fields, rows } = await run(name).catch((error: unknown) => {
      if (name === undefined || !prepared.isUnsupported(error)) throw error;
      servers.abandon(operation);
      return run(undefined);
    });
    const keys = fields.map((field) => toCamelCase(field.name));
    return rows.map((cells) => toRow(keys, cells));
  };
}
