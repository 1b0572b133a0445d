import pLimit from 'p-limit';
import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { StartupError } from '../errors';
import { nameOf, noTables } from './database-errors';
import type { DatabaseUrl } from './database-url';
import { isFullTextIndexComplete, repairFullTextIndex } from './full-text/full-text-index';
import { isBeforeBaseline, unknownMigration } from './migrations/migrations';
import { areMoneyTriggersComplete, completeMoneyTriggers } from './triggers/money-triggers';
import { areRevisionTriggersComplete, completeRevisionTriggers } from './triggers/revision-triggers';

/** The advisory lock that serialises migrations of instances that start together on PostgreSQL. */
const MIGRATION_LOCK = 4_270_261;

/**
 * How long a statement of a migration waits for a table on PostgreSQL. While it waits, others that need the table wait behind it, even
 * those that only read: the migration may wait for a dump that takes hours.
 */
const LOCK_TIMEOUT = '5s';

/** Connections of one process must not wait for each other inside SQLite: that would block the whole process. */
const sqliteQueue = pLimit(1);

/**
 * Runs the migrations that the database lacks, and creates the triggers that it has lost. If several instances start
 * together, one does so while the others wait.
 *
 * @throws StartupError (exit code 78) when the database has a migration that this release does not know, is a SQLite file of another program,
 *   or has another encoding than UTF-8 or unsuitable settings of its user
 */
export async function migrate(dataSource: DataSource, url: DatabaseUrl): Promise<void> {
  if (url.dialect === 'postgres') {
    await assertWritable(dataSource, url);
    await assertPlainTexts(dataSource, url);
  }
  if (await isUpToDate(dataSource)) return;
  if (url.dialect === 'sqlite') await sqliteQueue(() => migrateSqlite(dataSource, url));
  else await migratePostgres(dataSource, url);
}

interface MigrationDifference {
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Checks that the database has the tables of this release, and changes nothing.
 *
 * @throws StartupError (exit code 78) when it has none of them, lacks migrations, has one that this release does not know, or the database
 *   reads a backslash in a text as an escape
 */
export async function assertMigrated(dataSource: DataSource, url: DatabaseUrl): Promise<void> {
  const { pending, unknown } = await findMigrations(dataSource, url);
  assertNotNewer(unknown);
  if (pending.length === 0) return;
  throw new StartupError(
    `The ${nameOf(url)} lacks ${pending.length} migrations of this release of Entente: run entente migrate, or start the server`,
    78,
  );
}

/**
 * The migrations that the database lacks, and those of a newer release that it has.
 *
 * @throws StartupError (exit code 78) when the database has no tables of Entente, was made before the first release, or reads a backslash in a
 *   text as an escape
 */
export async function findMigrations(dataSource: DataSource, url: DatabaseUrl): Promise<MigrationDifference> {
  if (url.dialect === 'postgres') await assertPlainTexts(dataSource, url);
  const found = await compareMigrations(dataSource);
  if (found.pending.length === dataSource.migrations.length) throw noTables(url);
  return found;
}

async function migratePostgres(dataSource: DataSource, url: DatabaseUrl): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await assertUtf8(runner, url);
    // The instance that migrates may need longer than the role or the database lets a statement wait for a lock.
    await runner.query('SET lock_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      if (await isUpToDate(dataSource)) return;
      await runner.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
      const executor = new MigrationExecutor(dataSource, runner);
      executor.transaction = 'each';
      await executor.executePendingMigrations();
      await repairTriggers(runner);
    } finally {
      // A lost connection has released its lock already, and the error that lost it is the one to report.
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    }
  } finally {
    await runner.query('RESET lock_timeout').catch(() => undefined);
    await runner.release();
  }
}

/** A standby is not refused here: it may soon be promoted. */
async function assertWritable(dataSource: DataSource, url: DatabaseUrl): Promise<void> {
  const isReadOnly = `current_setting('default_transaction_read_only') = 'on' AND NOT pg_is_in_recovery()`;
  if (await isTrue(dataSource, isReadOnly)) {
    throw unsuitable(url, 'refuses changes of its user', 'default_transaction_read_only to off');
  }
}

/** Statements contain texts that are written as the SQL standard has it. */
async function assertPlainTexts(dataSource: DataSource, url: DatabaseUrl): Promise<void> {
  if (await isTrue(dataSource, `current_setting('standard_conforming_strings') = 'off'`)) {
    throw unsuitable(url, 'reads a backslash in a text as an escape', 'standard_conforming_strings to on');
  }
}

async function isTrue(dataSource: DataSource, condition: string): Promise<boolean> {
  const [row] = await dataSource.query<{ value: boolean }[]>(`SELECT ${condition} AS value`);
  return row!.value;
}

function unsuitable(url: DatabaseUrl, problem: string, remedy: string): StartupError {
  return new StartupError(`The ${nameOf(url)} ${problem}: set ${remedy} for the user of DATABASE_URL`, 78);
}

/** Texts of several scripts, and the rules for their letters, need UTF-8. */
async function assertUtf8(runner: QueryRunner, url: DatabaseUrl): Promise<void> {
  const [row] = (await runner.query('SHOW server_encoding')) as { server_encoding: string }[];
  const encoding = row!.server_encoding;
  if (encoding === 'UTF8') return;
  throw new StartupError(`The ${nameOf(url)} has the encoding ${encoding}: create a database with ENCODING 'UTF8'`, 78);
}

/**
 * Runs all migrations in one transaction that takes the write lock before it reads. TypeORM's own transaction would
 * take it too late.
 */
async function migrateSqlite(dataSource: DataSource, url: DatabaseUrl): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // Migrations rebuild tables, and dropping the old table must not delete the rows that refer to it. This setting has
  // no effect inside a transaction.
  await runner.query('PRAGMA foreign_keys = OFF');
  await runner.query('BEGIN IMMEDIATE');
  try {
    if (!(await isUpToDate(dataSource))) {
      await assertOwn(runner, url);
      await dataSource.runMigrations({ transaction: 'none' });
      await repairTriggers(runner);
    }
    await runner.query('COMMIT');
  } catch (error) {
    // SQLite may have rolled back already.
    await runner.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await runner.query('PRAGMA foreign_keys = ON');
}

/** Refuses a SQLite file that has tables but no migrations. On PostgreSQL, other programs and extensions may share the database. */
async function assertOwn(runner: QueryRunner, url: DatabaseUrl): Promise<void> {
  if (await runner.hasTable('migrations')) return;
  // SQLite's own tables, such as sqlite_sequence, stay when all others are dropped.
  const others = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' LIMIT 1`;
  const [table] = (await runner.query(others)) as object[];
  if (table === undefined) return;
  throw new StartupError(
    `The ${nameOf(url)} belongs to another program: set DATABASE_URL to a file of Entente, or to one that does not exist`,
    78,
  );
}

/** SQLite loses the triggers of a table that a migration rebuilds. */
async function repairTriggers(runner: QueryRunner): Promise<void> {
  await repairFullTextIndex(runner);
  await completeMoneyTriggers(runner);
  await completeRevisionTriggers(runner);
}

async function isUpToDate(dataSource: DataSource): Promise<boolean> {
  const { pending, unknown } = await compareMigrations(dataSource);
  assertNotNewer(unknown);
  if (pending.length > 0) return false;
  const runner = dataSource.createQueryRunner();
  try {
    return (
      (await areRevisionTriggersComplete(runner)) &&
      (await areMoneyTriggersComplete(runner)) &&
      (await isFullTextIndexComplete(runner))
    );
  } finally {
    await runner.release();
  }
}

async function compareMigrations(dataSource: DataSource): Promise<MigrationDifference> {
  const runner = dataSource.createQueryRunner();
  try {
    const done = (await runner.hasTable('migrations'))
      ? (await dataSource.query<{ name: string }[]>('SELECT name FROM migrations')).map(({ name }) => name)
      : [];
    const early = done.find(isBeforeBaseline);
    if (early !== undefined) throw unknownMigration('database', early);
    const known = dataSource.migrations.map(({ name }) => name!);
    return {
      pending: known.filter((name) => !done.includes(name)),
      unknown: done.filter((name) => !known.includes(name)),
    };
  } finally {
    await runner.release();
  }
}

function assertNotNewer([unknown]: readonly string[]): void {
  if (unknown !== undefined) throw unknownMigration('database', unknown);
}
