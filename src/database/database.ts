import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';
import { BUSY_TIMEOUT_MS, createDataSource, type EntityClass } from './data-source';
import type { DatabaseUrl, Dialect } from './database-url';
import { takeAdvisoryLock } from './lock';
import { migrate } from './migrate';
import { ReadDatabase } from './read-database';
import { StartupError } from '../errors';

/** Of PostgreSQL: what keeps a unit of work from its end only because of another one that ran at the same time. */
const CONFLICT_CODES = new Set<unknown>([
  '23503', // foreign_key_violation: what it refers to has just gone
  '23505', // unique_violation: another has just taken the same value
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

/** Milliseconds from one look at SQLite's lock for writing to the next. */
const LOCK_POLL_MS = 5;

/** How often a unit of work is done until it is given up. */
const MAX_ATTEMPTS = 5;

/**
 * The database's two faces: `read` for queries, `write` as the unit of work.
 *
 * On SQLite each has a connection of its own to the same file (write-ahead logging), so that readers never see what
 * is not committed, and units of work run one after another: TypeORM's driver has one query runner, on which
 * concurrent transactions would nest into each other. On PostgreSQL both are pools.
 */
export class Database {
  readonly read: ReadDatabase;
  private readonly sqliteQueue = pLimit(1);
  private readonly running = new Set<Promise<unknown>>();
  private readonly insideWrite = new AsyncLocalStorage<true>();

  private constructor(
    private readonly writing: DataSource,
    private readonly reading: DataSource,
    readonly dialect: Dialect,
  ) {
    this.read = new ReadDatabase(reading, dialect);
  }

  /**
   * Opens the database, creating a SQLite file that is missing, and brings its tables up to date.
   *
   * @throws StartupError when it cannot be reached, or was migrated by a newer release.
   */
  static async open(url: DatabaseUrl, entities: readonly EntityClass[]): Promise<Database> {
    const writing = createDataSource(url, entities, 'write');
    const reading = createDataSource(url, entities, 'read');
    try {
      if (url.dialect === 'sqlite') createPrivateFile(url.file);
      await writing.initialize();
      await migrate(writing, url.dialect);
      await reading.initialize();
      if (url.dialect === 'sqlite') await writing.query('PRAGMA busy_timeout = 0');
    } catch (error) {
      await Promise.all([writing, reading].map(close));
      if (error instanceof StartupError) throw error;
      throw new StartupError(`The database ${describe(url)} cannot be opened: ${reasonOf(error)}.`, 69);
    }
    return new Database(writing, reading, url.dialect);
  }

  /**
   * Runs one unit of work: all of it is committed, or, when `work` throws, none of it.
   * Work must not start another unit of work; what it needs it does through the manager it is given.
   */
  async write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.insideWrite.getStore()) throw new Error('A unit of work was started within another');
    const run = (): Promise<T> =>
      this.insideWrite.run(true, () =>
        this.dialect === 'sqlite' ? this.writeSqlite(work) : this.writing.transaction(work),
      );
    const unit = this.dialect === 'sqlite' ? this.sqliteQueue(run) : run();
    this.running.add(unit);
    return unit.finally(() => {
      this.running.delete(unit);
      // While it is enabled, Node 20 and 22 call hooks at every promise that the process makes.
      if (this.running.size === 0) this.insideWrite.disable();
    });
  }

  /**
   * Runs a unit of work, again from its start when it lost a race: what it checks in vain the first time, it finds the
   * second time, and says so in its own words. What work does outside of the database must bear being done again.
   */
  async writeWithRetries<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.write(async (manager) => {
          // Repeats go one after another: of many that want the same, each would lose again to all others but one.
          if (attempt > 1) await takeAdvisoryLock(manager, 'retries');
          return work(manager);
        });
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isConflict(error)) throw error;
      }
    }
  }

  /** Whether the database answers. */
  async isReachable(): Promise<boolean> {
    try {
      await this.reading.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  /** Lets the units of work that run end first. */
  async close(): Promise<void> {
    await Promise.allSettled(this.running);
    await close(this.reading);
    // Last: only a connection that may write can fold SQLite's write-ahead log into the file when it goes.
    await close(this.writing);
  }

  private async writeSqlite<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.writing.transaction(async (manager) => {
        await takeWriteLock(manager);
        // What work reads beside the manager must not be older than the lock.
        this.read.refresh();
        return work(manager);
      });
    } catch (error) {
      await this.endOpenTransaction();
      throw error;
    } finally {
      // Whoever waits for the unit of work is to see what it wrote.
      this.read.refresh();
    }
  }

  /**
   * When the disk is full, SQLite rolls back by itself. TypeORM then fails to roll back, takes the transaction for open,
   * and would nest every later unit of work in it: acknowledged, but never committed.
   */
  private async endOpenTransaction(): Promise<void> {
    const runner = this.writing.createQueryRunner();
    if (!runner.isTransactionActive) return;
    const { inTransaction } = (await runner.connect()) as { inTransaction: boolean };
    if (!inTransaction) await runner.query('BEGIN');
    await runner.rollbackTransaction();
  }
}

/**
 * Takes SQLite's lock for writing before anything is read: a transaction that reads first cannot be upgraded once another
 * process has written, however long it waits. SQLite's own way of waiting would hold up all that this process does.
 */
async function takeWriteLock(manager: EntityManager): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      await manager.query('UPDATE migrations SET name = name WHERE 1 = 0');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await delay(LOCK_POLL_MS);
    }
  }
}

/** Creates a SQLite file that is missing so that nobody else on the machine reads it; its log and its index follow it. */
function createPrivateFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite meets the same, and says it in its own words.
  }
}

async function close(dataSource: DataSource): Promise<void> {
  if (dataSource.isInitialized) await dataSource.destroy();
}

/** Names the database without its credentials. */
function describe(url: DatabaseUrl): string {
  if (url.dialect === 'sqlite') return `file ${url.file}`;
  const { host, pathname } = new URL(url.url);
  return `${pathname.slice(1)} on ${host}`;
}

/**
 * What to tell whoever started a process that needs the database for `task` and failed: a database's own error without
 * its statement, whose values may be secret, and every other error as it is.
 */
export function toStartupError(task: string, error: unknown): unknown {
  return error instanceof QueryFailedError ? new StartupError(`${task}: ${reasonOf(error)}.`, 69) : error;
}

function isBusy(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === 'SQLITE_BUSY';
}

function isConflict(error: unknown): boolean {
  return error instanceof QueryFailedError && CONFLICT_CODES.has((error.driverError as { code?: unknown }).code);
}

function reasonOf(error: unknown): string {
  if (error instanceof QueryFailedError) return reasonOf(error.driverError);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!.replace(/\.$/, '');
}
