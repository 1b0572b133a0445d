import pLimit from 'p-limit';
import type { DataSource } from 'typeorm';
import { StartupError } from '../errors';
import type { Dialect } from './database-url';
import { isFullTextIndexComplete, repairFullTextIndex } from './full-text-index';

/** The advisory lock that serialises migrations of instances that start together on PostgreSQL. */
const MIGRATION_LOCK = 4_270_261;

/** Connections of one process must not wait for each other inside SQLite: that would block the whole process. */
const sqliteQueue = pLimit(1);

/**
 * Runs the migrations that the database lacks. Of instances that start together, one runs them while the others wait.
 *
 * @throws StartupError (exit code 78) when the database has a migration that this release does not know
 */
export async function migrate(dataSource: DataSource, dialect: Dialect): Promise<void> {
  if (await isUpToDate(dataSource)) return;
  if (dialect === 'sqlite') await sqliteQueue(() => migrateSqlite(dataSource));
  else await migratePostgres(dataSource);
}

async function migratePostgres(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      if (!(await isUpToDate(dataSource))) {
        await dataSource.runMigrations();
        await repairFullTextIndex(runner);
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
async function migrateSqlite(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // Migrations rebuild tables, and dropping the old table must not delete the rows that refer to it. This setting has
  // no effect inside a transaction.
  await runner.query('PRAGMA foreign_keys = OFF');
  await runner.query('BEGIN IMMEDIATE');
  try {
    if (!(await isUpToDate(dataSource))) {
      await dataSource.runMigrations({ transaction: 'none' });
      await repairFullTextIndex(runner);
    }
    await runner.query('COMMIT');
  } catch (error) {
    // SQLite may have rolled back already.
    await runner.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await runner.query('PRAGMA foreign_keys = ON');
}

async function isUpToDate(dataSource: DataSource): Promise<boolean> {
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
    return isMigrated && (await isFullTextIndexComplete(runner));
  } finally {
    await runner.release();
  }
}
