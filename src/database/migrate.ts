import pLimit from 'p-limit';
import type { DataSource, QueryRunner } from 'typeorm';
import { StartupError } from '../errors';
import type { Dialect } from './database-url';
import { isFullTextIndexComplete, repairFullTextIndex } from './full-text/full-text-index';
import { areMoneyTriggersComplete, completeMoneyTriggers } from './triggers/money-triggers';
import { areRevisionTriggersComplete, completeRevisionTriggers } from './triggers/revision-triggers';

/** The advisory lock that serialises migrations of instances that start together on PostgreSQL. */
const MIGRATION_LOCK = 4_270_261;

/** Connections of one process must not wait for each other inside SQLite: that would block the whole process. */
const sqliteQueue = pLimit(1);

export interface MigrateOptions {
  /** False leaves a migrated database whose triggers are incomplete as it is, for a caller that reports or rebuilds them. */
  readonly repairs: boolean;
}

/**
 * Runs the migrations that the database lacks, and creates the triggers that it has lost. If several instances start
 * together, one does so while the others wait.
 *
 * @throws StartupError (exit code 78) when the database has a migration that this release does not know
 */
export async function migrate(
  dataSource: DataSource,
  dialect: Dialect,
  options: MigrateOptions = { repairs: true },
): Promise<void> {
  if (await isUpToDate(dataSource, options)) return;
  if (dialect === 'sqlite') await sqliteQueue(() => migrateSqlite(dataSource, options));
  else await migratePostgres(dataSource, options);
}

async function migratePostgres(dataSource: DataSource, options: MigrateOptions): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      if (!(await isUpToDate(dataSource, options))) {
        await dataSource.runMigrations();
        await repairTriggers(runner, options);
      }
    } finally {
      // A lost connection has released its lock already, and the error that lost it is the one to report.
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}

/**
 * Runs all migrations in one transaction that takes the write lock before it reads. TypeORM's own transaction would
 * take it too late.
 */
async function migrateSqlite(dataSource: DataSource, options: MigrateOptions): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // Migrations rebuild tables, and dropping the old table must not delete the rows that refer to it. This setting has
  // no effect inside a transaction.
  await runner.query('PRAGMA foreign_keys = OFF');
  await runner.query('BEGIN IMMEDIATE');
  try {
    if (!(await isUpToDate(dataSource, options))) {
      await dataSource.runMigrations({ transaction: 'none' });
      await repairTriggers(runner, options);
    }
    await runner.query('COMMIT');
  } catch (error) {
    // SQLite may have rolled back already.
    await runner.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await runner.query('PRAGMA foreign_keys = ON');
}

/** SQLite loses the triggers of a table that a migration rebuilds. */
async function repairTriggers(runner: QueryRunner, { repairs }: MigrateOptions): Promise<void> {
  if (repairs) await repairFullTextIndex(runner);
  await completeMoneyTriggers(runner);
  await completeRevisionTriggers(runner);
}

async function isUpToDate(dataSource: DataSource, { repairs }: MigrateOptions): Promise<boolean> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return false;
    const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    const done = new Set(rows.map(({ name }) => name));
    const known = new Set(dataSource.migrations.map(({ name }) => name));
    const unknown = rows.find(({ name }) => !known.has(name));
    if (unknown !== undefined) {
      throw new StartupError(
        `The database is newer than this release of Entente (it has the migration ${unknown.name}): install the newer release`,
        78,
      );
    }
    const isMigrated = dataSource.migrations.every(({ name }) => name !== undefined && done.has(name));
    if (!isMigrated || !repairs) return isMigrated;
    return (
      (await areRevisionTriggersComplete(runner)) &&
      (await areMoneyTriggersComplete(runner)) &&
      (await isFullTextIndexComplete(runner))
    );
  } finally {
    await runner.release();
  }
}
