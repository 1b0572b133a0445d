import type { DataSource } from 'typeorm';
import { createDataSource, type EntityClass } from '../data-source';
import { reasonOf } from '../database-errors';
import type { DatabaseUrl } from '../database-url';
import { isPostgres } from '../dialect';
import {
  assertIntact,
  countEntries,
  fullTextTables,
  isFullTextIndexComplete,
  isOfFullTextIndex,
} from '../full-text/full-text-index';
import { findMigrations } from '../migrate';
import { assertFilesWritable } from '../sqlite/sqlite-file';
import { appendOnly } from '../triggers/append-only';
import { areMoneyTriggersComplete } from '../triggers/money-triggers';
import { areRevisionTriggersComplete } from '../triggers/revision-triggers';
import { areTriggersPresent } from '../triggers/trigger-presence';

/** What an operator should know about the database. Empty lists mean that all is well. */
export interface DatabaseReport {
  /** The database system and its version. */
  readonly version: string;
  /** Migrations that the next start runs. */
  readonly pendingMigrations: readonly string[];
  /** Migrations of a newer release. */
  readonly unknownMigrations: readonly string[];
  /** Damage, and settings with which acknowledged writes can be lost. */
  readonly problems: readonly string[];
  /** What is wrong with the full-text index. */
  readonly searchProblems: readonly string[];
  /** How far the clock of the database server is ahead of this machine's, in milliseconds; null on SQLite. */
  readonly clockAheadMs: number | null;
}

/**
 * Examines the database without changing it. Unlike `Database.open`, it runs no migration.
 *
 * @throws Error when the database cannot be opened, or has no tables of Entente
 */
export async function checkDatabase(url: DatabaseUrl, entities: readonly EntityClass[]): Promise<DatabaseReport> {
  // SQLite does not say why it cannot open a file.
  if (url.dialect === 'sqlite') assertFilesWritable(url.file);
  const dataSource = createDataSource(url, entities, 'write');
  await dataSource.initialize();
  try {
    const { pending: pendingMigrations, unknown: unknownMigrations } = await findMigrations(dataSource, url);
    return {
      version: await versionOf(dataSource),
      pendingMigrations,
      unknownMigrations,
      problems: [
        ...(await (isPostgres({ dataSource }) ? postgresProblems(dataSource) : sqliteProblems(dataSource))),
        ...(pendingMigrations.length === 0 ? await triggerProblems(dataSource) : []),
      ],
      searchProblems: pendingMigrations.length === 0 ? await searchProblems(dataSource) : [],
      clockAheadMs: await clockAhead(dataSource),
    };
  } finally {
    await dataSource.destroy();
  }
}

async function versionOf(dataSource: DataSource): Promise<string> {
  return isPostgres({ dataSource })
    ? `PostgreSQL ${await valueOf(dataSource, `SELECT current_setting('server_version') AS value`)}`
    : `SQLite ${await valueOf(dataSource, 'SELECT sqlite_version() AS value')}`;
}

async function sqliteProblems(dataSource: DataSource): Promise<string[]> {
  const damage = await findDamage(dataSource);
  // The check of foreign keys fails if a table is damaged.
  if (damage.length > 0) return damage;
  const broken = await dataSource.query<{ table: string; parent: string }[]>('PRAGMA foreign_key_check');
  return broken
    .slice(0, 5)
    .map(({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is missing`);
}

/** The tables of a SQLite file that are damaged, or what else is. Pages that nothing uses are no damage. */
async function findDamage(dataSource: DataSource): Promise<string[]> {
  const found = await quickCheck(dataSource, '1000');
  if (found.length === 0) return [];
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT 'sqlite_schema' AS name UNION ALL SELECT name FROM sqlite_schema WHERE type = 'table'`,
  );
  const damaged: string[] = [];
  for (const { name } of tables) {
    if ((await quickCheck(dataSource, `"${name}"`)).length > 0) damaged.push(name);
  }
  if (damaged.length > 0) return damaged.map((name) => `the table ${name} is damaged: ${remedyFor(name)}`);
  // search reindex gives up the pages of an index that is too damaged to be dropped.
  return found.filter((line) => !/^Page \d+: never used$/.test(line)).slice(0, 5);
}

const remedyFor = (table: string): string =>
  isOfFullTextIndex(table) ? 'run search reindex' : 'stop the server and restore a backup';

/** What SQLite finds wrong with the file, or with one table and its indexes, one line each. */
async function quickCheck(dataSource: DataSource, argument: string): Promise<string[]> {
  try {
    const rows = await dataSource.query<{ quick_check: string }[]>(`PRAGMA quick_check(${argument})`);
    const lines = rows.flatMap((row) => Object.values(row)[0]!.split('\n'));
    return lines.filter((line) => line !== 'ok' && !line.startsWith('***'));
  } catch (error) {
    // SQLite reports some kinds of damage as errors of the statement.
    return [reasonOf(error)];
  }
}

async function postgresProblems(dataSource: DataSource): Promise<string[]> {
  const indexes = await dataSource.query<{ name: string }[]>(
    'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid',
  );
  const settings = await dataSource.query<{ name: string }[]>(
    `SELECT name FROM pg_settings
     WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name`,
  );
  return [
    ...indexes.map(({ name }) => `the index ${name} is invalid: run REINDEX INDEX ${name}`),
    ...settings.map(({ name }) => `${name} = off: acknowledged writes can be lost`),
  ];
}

async function triggerProblems(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const problems: string[] = [];
    if (!(await areRevisionTriggersComplete(runner))) {
      problems.push(
        'triggers of the answer cache are missing, so responses may be stale: restart the server, which creates them',
      );
    }
    if (!(await areMoneyTriggersComplete(runner))) {
      problems.push('triggers of money are missing, so sums may be wrong: restart the server, which creates them');
    }
    const { names } = appendOnly(runner, 'document_access_event', []);
    if (!(await areTriggersPresent(runner, names, 'ordinarily'))) {
      problems.push(
        'triggers of document_access_event are missing, so entries of the access log can be changed: find out who dropped them, then make a backup and restore it into an empty database, which creates them',
      );
    }
    return problems;
  } finally {
    await runner.release();
  }
}

async function searchProblems(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await isFullTextIndexComplete(runner))) return ['triggers or tables are missing'];
    await assertIntact(runner);
    const problems: string[] = [];
    for (const table of fullTextTables) {
      // Items in the trash have no entries. Organisations have no trash.
      const isIndexed = table === 'organisation' ? '1 = 1' : 'deleted_at IS NULL';
      const rows = Number(await valueOf(dataSource, `SELECT count(*) AS value FROM ${table} WHERE ${isIndexed}`));
      const entries = await countEntries(runner, table);
      if (entries !== rows) problems.push(`${table} has ${rows} rows and ${entries} entries`);
    }
    return problems;
  } catch (error) {
    return [(error as Error).message];
  } finally {
    await runner.release();
  }
}

async function clockAhead(dataSource: DataSource): Promise<number | null> {
  if (!isPostgres({ dataSource })) return null;
  const before = Date.now();
  const theirs = Number(await valueOf(dataSource, 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS value'));
  return Math.round(theirs - (before + Date.now()) / 2);
}

async function valueOf(dataSource: DataSource, text: string): Promise<string | number> {
  const [row] = await dataSource.query<{ value: string | number }[]>(text);
  return row!.value;
}
