import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { StartupError } from '../errors';
import { createDataSource, type EntityClass } from './data-source';
import { cannotOpen, isBusy, isConflict, toStartupError } from './database-errors';
import type { DatabaseUrl, PostgresUrl } from './database-url';
import type { Dialect } from './dialect';
import { assertMigrated, migrate } from './migrate';
import type { StatementLoad } from './operations/turn-queue';
import type { ReadServers, ReplicaListener } from './postgres/read-servers';
import { DATABASE_ID } from './postgres/wal-probe';
import { ReadDatabase } from './reading/read-database';
import { createStatementRunner } from './reading/statement-runner';
import { StatementTables } from './revisions/statement-tables';
import type { TableRevisions } from './revisions/table-revisions';
import { MERGE_REVISIONS, PostgresTableRevisions } from './revisions/table-revisions.postgres';
import { SqliteTableRevisions } from './revisions/table-revisions.sqlite';
import { takeAdvisoryLock } from './sql/advisory-lock';
import { sql } from './sql/sql';
import { createPrivateFile } from './sqlite/sqlite-file';
import { NO_OP_WRITE } from './sqlite/sqlite-write-lock';
import { emptyWriteAheadLog, useWriteAheadLog } from './sqlite/write-ahead-log';
import { prepareStatistics } from './statistics/planner-statistics';
import { TableSizes } from './statistics/table-sizes';
import { UnitsOfWork, type Work } from './units-of-work';

/** How often `writeWithRetries` runs a unit of work before it gives up. */
const MAX_ATTEMPTS = 5;

/** How long a database may take to respond, in milliseconds. */
const REACHABLE_MS = 5_000;

export interface OpenOptions {
  /** False changes nothing: a database without the current tables is refused, and triggers that it has lost stay away. */
  readonly migrates?: boolean;
}

/**
 * The database. `read` runs queries; `write` runs a unit of work.
 *
 * On SQLite, reads and writes have one connection each to the same file (write-ahead logging), so that readers never
 * see uncommitted data. On PostgreSQL, both are connection pools.
 */
export class Database {
  readonly dialect: Dialect;
  readonly read: ReadDatabase;
  /** Measured when they are first needed, and then while they are used. */
  readonly sizes: TableSizes;
  readonly revisions: TableRevisions;
  private readonly units: UnitsOfWork;

  private constructor(
    private readonly writing: DataSource,
    private readonly reading: DataSource,
    url: DatabaseUrl,
    /** The tables that statements read. */
    readonly statementTables: StatementTables,
    /** The servers that queries are sent to; null on SQLite. */
    private readonly servers: ReadServers | null,
  ) {
    this.dialect = url.dialect;
    this.read = new ReadDatabase(
      writing,
      url.dialect,
      createStatementRunner(reading, servers, {
        rowsOf: (table) => this.sizes.rowsOf(table),
        longestOf: (list) => this.sizes.longestOf(list),
      }),
    );
    this.sizes = new TableSizes(this.read.withoutListeners(), writing);
    this.units = new UnitsOfWork(writing, this.read, () => {
      this.sizes.expire();
    });
    this.revisions =
      url.dialect === 'sqlite'
        ? new SqliteTableRevisions(url.file)
        : new PostgresTableRevisions(url.directUrl ?? url.url, () =>
            this.write((manager) => manager.query(MERGE_REVISIONS)),
          );
  }

  /**
   * Opens the database. By default, creates a SQLite file that does not exist, runs the migrations that the database lacks, and
   * creates triggers that it has lost.
   *
   * @throws StartupError when the database cannot be reached, was migrated by a newer release, or is a SQLite file of
   *   another program
   */
  static async open(
    url: DatabaseUrl,
    entities: readonly EntityClass[],
    { migrates = true }: OpenOptions = {},
  ): Promise<Database> {
    const writing = createDataSource(url, entities, 'write');
    // Without entities: reading uses the metadata of `writing`, because TypeORM takes long to build it.
    const reading = createDataSource(url, [], 'read');
    try {
      if (url.dialect === 'sqlite') createPrivateFile(url.file);
      await writing.initialize();
      await (migrates ? migrateDirectly(writing, url, entities) : assertMigrated(writing, url));
      // Not before: a file of another program, which is refused, must stay as it is.
      if (url.dialect === 'sqlite') await useWriteAheadLog(writing);
      await reading.initialize();
      if (url.dialect === 'sqlite') await writing.query('PRAGMA busy_timeout = 0');
      const servers = url.dialect === 'postgres' ? await startReadServers(poolOf(reading), url) : null;
      return new Database(writing, reading, url, await StatementTables.load(reading), servers);
    } catch (error) {
      await Promise.all([writing, reading].map(close));
      throw cannotOpen(url, error);
    }
  }

  /** True if several instances can use this database. */
  get isShareable(): boolean {
    return this.dialect === 'postgres';
  }

  /** How many units of work run, and how many wait for their turn. */
  get writeLoad(): StatementLoad {
    return this.units.load;
  }

  /** True if so many units of work wait that no request should add another one. */
  get isOverloaded(): boolean {
    return this.units.isOverloaded;
  }

  /**
   * Call it before a request that will write does anything.
   *
   * @throws OverloadedError if too many units of work wait
   */
  assertCapacity(): void {
    this.units.assertCapacity();
  }

  /**
   * From now on, a unit of work fails that has run for a minute on PostgreSQL: a server that has been lost would never respond. PostgreSQL
   * ends one that sends no statement for half a minute: this process may have been stopped. Commands and migrations have units that take
   * longer.
   */
  limitUnits(): void {
    this.units.limitDuration();
  }

  /**
   * Runs one unit of work in a transaction, which is committed, or rolled back when `work` throws. `work` uses the
   * given manager only, and must not start another unit of work.
   *
   * @throws Error when called inside a unit of work
   * @throws OperationCancelledError when the server stops before the unit of work has begun: nothing has been changed
   * @throws OverloadedError when it has not begun after a minute: nothing has been changed
   * @throws DatabaseUnavailableError when the database does not respond, has no room, or accepts no changes: nothing has been changed
   * @throws UnconfirmedChangeError when it has not ended after another minute, see `limitUnits`, or its commit has not been confirmed
   */
  write<T>(work: Work<T>): Promise<T> {
    return this.units.run(work);
  }

  /**
   * Runs a unit of work, and runs it again from its start after a conflict with a concurrent one: the checks in `work`
   * then find what the other has committed, and throw the error meant for the client. Anything that `work` does outside
   * the database must be safe to repeat.
   */
  async writeWithRetries<T>(work: Work<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.write(async (manager) => {
          // Retries run one after another. Otherwise, of many that want the same value, all but one would conflict
          // again.
          if (attempt > 1) await takeAdvisoryLock(manager, 'retries');
          return work(manager);
        });
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isConflict(error)) throw error;
      }
    }
  }

  /**
   * Checks that the database accepts writes. A file system or a standby may allow reading only.
   *
   * @throws StartupError (exit code 69) when it does not
   */
  async assertWritable(): Promise<void> {
    try {
      await this.writing.query(NO_OP_WRITE);
    } catch (error) {
      // Another process that is writing proves that the database can be written.
      if (!isBusy(error)) throw toStartupError('The database cannot be written', error);
    }
  }

  /** Gives the planner the statistics that it needs. Call it after a large import. */
  prepareStatistics(): Promise<void> {
    return this.write(({ queryRunner }) => prepareStatistics(queryRunner!));
  }

  /** Empties SQLite's write-ahead log, see `emptyWriteAheadLog`. Does nothing on PostgreSQL, and returns true. */
  async emptyLog(): Promise<boolean> {
    return this.dialect === 'postgres' || emptyWriteAheadLog(this.writing);
  }

  /** True while a thread runs a statement on SQLite, for which `process.exit` waits. */
  get delaysExit(): boolean {
    return this.dialect === 'sqlite' && this.read.load.running > 0;
  }

  /** True if the database responds within five seconds. */
  isReachable(): Promise<boolean> {
    const answer = this.read.withoutListeners().query(sql`SELECT 1`);
    return Promise.race([
      answer.then(
        () => true,
        () => false,
      ),
      delay(REACHABLE_MS, false, { ref: false }),
    ]);
  }

  /** Calls the listener when a replica is put into service or left out. */
  onReplicaChange(listener: ReplicaListener): void {
    this.servers?.onReplicaChange(listener);
  }

  /** The replicas that are left out, with the reasons. */
  replicaProblems(): { host: string; problem: string }[] {
    return this.servers?.problems() ?? [];
  }

  /** Rejects the units of work that have not begun, with an OperationCancelledError. Call it when the server has to stop. */
  rejectWaiting(): void {
    this.units.rejectWaiting();
  }

  /** Rejects units of work that have not begun, waits for those that run, and closes the connections. */
  async close(): Promise<void> {
    await this.units.close();
    await this.revisions.close();
    await this.read.close();
    await close(this.reading);
    // Last: only a connection that may write can move SQLite's write-ahead log into the database file.
    await close(this.writing);
  }
}

/** Runs the migrations without a pooler, which may give each statement another session. */
async function migrateDirectly(writing: DataSource, url: DatabaseUrl, entities: readonly EntityClass[]): Promise<void> {
  if (url.dialect === 'sqlite' || url.directUrl === undefined) {
    await migrate(writing, url);
    return;
  }
  const direct = createDataSource({ ...url, url: url.directUrl }, entities, 'write');
  try {
    await direct.initialize();
    await assertSameTables(writing, direct);
    await migrate(direct, url);
  } finally {
    await close(direct);
  }
}

/**
 * @throws StartupError when they do not use the same database and schema (exit code 78), or `direct` is a standby (exit code 69): changes in
 *   one would not be noticed in the other, or late
 */
async function assertSameTables(...both: readonly DataSource[]): Promise<void> {
  const [pooled, direct] = await Promise.all(both.map(findPlace));
  if (pooled!.database !== direct!.database) {
    throw new StartupError('DATABASE_DIRECT_URL names another database than DATABASE_URL', 78);
  }
  if (direct!.isStandby) {
    throw new StartupError('DATABASE_DIRECT_URL names a standby: name the primary that the pooler names', 69);
  }
  if (pooled!.schema === direct!.schema) return;
  throw new StartupError(
    `DATABASE_DIRECT_URL uses ${schemaIn(direct!)}, but DATABASE_URL uses ${schemaIn(pooled!)}: set the same search_path for both`,
    78,
  );
}

/** Where a connection finds and creates its tables. */
interface Place {
  /** See `ServerState`. */
  readonly database: string;
  /** The first schema of the search path that exists and that the user may use; null without any. */
  readonly schema: string | null;
  readonly isStandby: boolean;
}

async function findPlace(dataSource: DataSource): Promise<Place> {
  const [row] = await dataSource.query<Place[]>(
    `SELECT ${DATABASE_ID} AS database, current_schema() AS schema, pg_is_in_recovery() AS "isStandby"`,
  );
  return row!;
}

function schemaIn({ schema }: Place): string {
  return schema === null ? 'no schema' : `the schema ${schema}`;
}

/** Loads what only PostgreSQL needs: on SQLite, that would take a thirtieth of a start. */
async function startReadServers(pool: Pool, url: PostgresUrl): Promise<ReadServers> {
  const { ReadServers } = await import('./postgres/read-servers.js');
  const servers = new ReadServers(pool, url);
  await servers.start();
  return servers;
}

function poolOf({ driver }: DataSource): Pool {
  return (driver as PostgresDriver).master as Pool;
}

async function close(dataSource: DataSource): Promise<void> {
  if (dataSource.isInitialized) await dataSource.destroy();
}
