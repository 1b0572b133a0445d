import { AsyncLocalStorage } from 'node:async_hooks';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Client, PoolClient } from 'pg';
import { type DataSource, type EntityManager, QueryFailedError, TypeORMError } from 'typeorm';
import { DatabaseUnavailableError, OperationCancelledError, OverloadedError, UnconfirmedChangeError } from '../errors';
import { isReadOnly, isUnavailable, isUncertainCommit } from './database-errors';
import { isPostgres } from './dialect';
import type { StatementLoad } from './operations/turn-queue';
import { abandonConnection } from './postgres/postgres-cancel';
import { WRITE_POOL } from './postgres/postgres-pools';
import type { ReadDatabase } from './reading/read-database';
import { takeWriteLock } from './sqlite/sqlite-write-lock';

/** With more units of work than this before them, requests that would write are refused. */
export const MAX_WAITING_UNITS = 200;

/** How long a unit of work may wait for its turn, and how long one of a server may then run on PostgreSQL, in milliseconds. */
const MAX_UNIT_MS = 60_000;

/**
 * How long PostgreSQL waits for the next statement of a unit of work of a server, in milliseconds. Then it ends the transaction, whose locks
 * would otherwise be held for as long as a server is stopped, and for hours if its machine is lost. It is less than `MAX_UNIT_MS`, so that
 * units of work of other servers that wait for the locks still succeed.
 */
const MAX_IDLE_MS = 30_000;

/** Work in a transaction. It uses the given manager only. */
export type Work<T> = (manager: EntityManager) => Promise<T>;

/**
 * Runs units of work: one after another on SQLite, where TypeORM's driver has a single query runner, on which concurrent transactions
 * would nest into each other; and as many as the pool has connections on PostgreSQL.
 */
export class UnitsOfWork {
  /**
   * Units of work wait here, and not for a connection of the pool: it counts the wait as the time that connecting takes, and
   * gives up after five seconds. `run` itself refuses only those that have waited for a minute, because background work must record
   * what it has done, and an upload must not fail at its end. `assertCapacity` refuses requests before they have done anything.
   */
  private readonly turns: LimitFunction;
  private readonly isPostgres: boolean;
  private limitsDuration = false;
  private isClosing = false;
  private readonly running = new Set<Promise<unknown>>();
  private readonly insideUnit = new AsyncLocalStorage<true>();

  /**
   * @param read reads what units of work have committed
   * @param onEnd called when a unit of work has ended
   */
  constructor(
    private readonly writing: DataSource,
    private readonly read: ReadDatabase,
    private readonly onEnd: () => void,
  ) {
    this.isPostgres = isPostgres({ dataSource: writing });
    this.turns = pLimit({ concurrency: this.isPostgres ? WRITE_POOL.max : 1, rejectOnClear: true });
  }

  /** How many units of work run, and how many wait for their turn. */
  get load(): StatementLoad {
    return { running: this.turns.activeCount, waiting: this.turns.pendingCount };
  }

  /** True if so many units of work wait that no request should add another one. */
  get isOverloaded(): boolean {
    return this.turns.pendingCount >= MAX_WAITING_UNITS;
  }

  /** @throws OverloadedError if too many units of work wait */
  assertCapacity(): void {
    if (this.isOverloaded) throw busy();
  }

  /** See `Database.limitUnits`. */
  limitDuration(): void {
    this.limitsDuration = true;
  }

  /** See `Database.write`. */
  async run<T>(work: Work<T>): Promise<T> {
    if (this.insideUnit.getStore()) throw new Error('A unit of work must not start another one');
    if (this.isClosing) throw notBegun();
    const unit = this.inTurn(() =>
      this.insideUnit.run(true, () => (this.isPostgres ? this.runOnPostgres(work) : this.runOnSqlite(work))),
    );
    this.running.add(unit);
    return unit.finally(() => {
      this.running.delete(unit);
      this.onEnd();
      // While the storage is enabled, Node 20 and 22 run hooks for every promise in the process.
      if (this.running.size === 0) this.insideUnit.disable();
    });
  }

  /** Rejects the units of work that have not begun, with an OperationCancelledError. */
  rejectWaiting(): void {
    this.turns.clearQueue();
  }

  /** Rejects units of work that have not begun, now and later, and waits for those that run. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.rejectWaiting();
    await Promise.allSettled(this.running);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let isRefused = false;
      const timer = setTimeout(() => {
        isRefused = true;
        reject(busy());
      }, MAX_UNIT_MS);
      const begin = async (): Promise<void> => {
        clearTimeout(timer);
        if (!isRefused) await work().then(resolve, reject);
      };
      this.turns(begin).catch(() => {
        clearTimeout(timer);
        reject(notBegun());
      });
    });
  }

  /** Of the transaction, and not of the session: a pooler would give those to other units of work as well. */
  private get settings(): string {
    // After waiting for a lock, a unit of work reads what the other one has committed, whatever the default of the role is.
    const isolation = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
    return this.limitsDuration
      ? `${isolation}; SET LOCAL idle_in_transaction_session_timeout = ${MAX_IDLE_MS}`
      : isolation;
  }

  private async runOnPostgres<T>(work: Work<T>): Promise<T> {
    const runner = this.writing.createQueryRunner();
    const overdue = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const progress = { isCommitting: false };
    try {
      const client = (await runner.connect().catch((error: unknown) => {
        throw new DatabaseUnavailableError(error);
      })) as PoolClient & Client;
      if (this.limitsDuration) {
        timer = setTimeout(() => {
          overdue.abort();
          abandonConnection(client);
        }, MAX_UNIT_MS);
      }
      return await runner.manager
        .transaction(async (manager) => {
          await manager.query(this.settings);
          const result = await work(manager);
          progress.isCommitting = true;
          return result;
        })
        .catch((error: unknown) => {
          // A setting of the role or the database that refuses changes applies to a session until it ends, also when it has been reset.
          if (isRefusedChange(error)) void client.end();
          throw error;
        });
    } catch (error) {
      // TypeORM releases the runner when its connection is lost between two statements, and refuses the next one.
      const isLost = runner.isReleased && error instanceof TypeORMError;
      if (!overdue.signal.aborted && !isLost && !this.hasBeenUnavailable(error)) throw error;
      throw overdue.signal.aborted || progress.isCommitting
        ? new UnconfirmedChangeError(error)
        : new DatabaseUnavailableError(error);
    } finally {
      clearTimeout(timer);
      await runner.release();
    }
  }

  private async runOnSqlite<T>(work: Work<T>): Promise<T> {
    const progress = { isCommitting: false };
    try {
      return await this.writing.transaction(async (manager) => {
        await takeWriteLock(manager);
        // What `work` reads outside the manager must not be older than the lock.
        this.read.refresh();
        const result = await work(manager);
        progress.isCommitting = true;
        return result;
      });
    } catch (error) {
      await this.endOpenTransaction();
      if (progress.isCommitting && error instanceof QueryFailedError && isUncertainCommit(error.driverError)) {
        throw new UnconfirmedChangeError(error);
      }
      throw this.hasBeenUnavailable(error) ? new DatabaseUnavailableError(error) : error;
    } finally {
      // The caller must see what the unit of work wrote.
      this.read.refresh();
    }
  }

  /** True if a statement has failed because the database does not respond, has no room, or accepts no changes. */
  private hasBeenUnavailable(error: unknown): boolean {
    if (!(error instanceof QueryFailedError)) return false;
    return isRefusedChange(error) || isUnavailable(this.isPostgres ? 'postgres' : 'sqlite', error.driverError);
  }

  /**
   * When the disk is full, SQLite rolls back by itself, and TypeORM's rollback then fails. TypeORM would treat the
   * transaction as still open and nest every later unit of work into it: acknowledged, but never committed. This ends
   * the transaction for TypeORM, too.
   */
  private async endOpenTransaction(): Promise<void> {
    const runner = this.writing.createQueryRunner();
    if (!runner.isTransactionActive) return;
    const { inTransaction } = (await runner.connect()) as { inTransaction: boolean };
    if (!inTransaction) await runner.query('BEGIN');
    await runner.rollbackTransaction();
  }
}

function isRefusedChange(error: unknown): boolean {
  return error instanceof QueryFailedError && isReadOnly(error.driverError);
}

function busy(): OverloadedError {
  return new OverloadedError('The server is busy with other changes: try again later');
}

function notBegun(): OperationCancelledError {
  return new OperationCancelledError('The server is stopping, and has not begun this change: send it again');
}
