import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { StartupError } from '../../errors';
import { createDataSource, type EntityClass } from '../data-source';
import type { DatabaseUrl } from '../database-url';
import { isPostgres } from '../dialect';
import { migrations as knownMigrations, unknownMigration } from '../migrations/migrations';
import { MAX_PARAMETERS } from '../sql/bulk-insert';
import { bulk, raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { createPrivateFile } from '../sqlite/sqlite-file';
import {
  isBackedUp,
  isFilledByMigrations,
  quoteName,
  type StoredTable,
  type StoredValue,
  type TableSnapshot,
} from './stored-table';

/** What a backup says about the database that it was made of. */
export type StoredSchema = Pick<TableSnapshot, 'migrations' | 'tables' | 'highestIds'>;

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * Fills an empty database in one transaction: either all rows are there afterwards, or none. Foreign keys are checked
 * at the end, so that tables can be filled in any order.
 */
export class TableRestore {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly manager: EntityManager,
    private readonly schema: StoredSchema,
    private readonly foreignKeys: readonly ForeignKey[],
  ) {}

  /**
   * Creates the tables as they were in the backup, with its migrations, and begins the transaction.
   *
   * @throws StartupError (exit code 78) when the database has rows or other tables, or this release does not know the
   *   migrations of the backup
   */
  static async begin(url: DatabaseUrl, entities: readonly EntityClass[], schema: StoredSchema): Promise<TableRestore> {
    const dataSource = createDataSource(url, entities, 'write', migrationsNamed(schema.migrations));
    if (url.dialect === 'sqlite') createPrivateFile(url.file);
    await dataSource.initialize();
    try {
      await assertEmpty(dataSource, schema.migrations);
      const runner = dataSource.createQueryRunner();
      const foreignKeys = await (isPostgres(runner) ? beginPostgres(runner) : beginSqlite(runner));
      for (const { name } of schema.tables.filter((table) => isFilledByMigrations(table.name))) {
        await runner.query(`DELETE FROM ${quoteName(name)}`);
      }
      return new TableRestore(dataSource, runner.manager, schema, foreignKeys);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  }

  async insert({ name, columns }: StoredTable, rows: readonly StoredValue[][]): Promise<void> {
    const target = raw(`${quoteName(name)} (${columns.map(quoteName).join(', ')})`);
    const size = Math.floor(MAX_PARAMETERS / columns.length);
    for (let from = 0; from < rows.length; from += size) {
      await executeSql(this.manager, sql`INSERT INTO ${target} VALUES ${bulk(rows.slice(from, from + size))}`);
    }
  }

  /**
   * Checks the foreign keys, and commits.
   *
   * @throws StartupError (exit code 69) when a row refers to one that is missing
   */
  async commit(): Promise<void> {
    const runner = this.manager.queryRunner!;
    for (const [table, highest] of Object.entries(this.schema.highestIds)) await this.continueIds(table, highest);
    await checkForeignKeys(runner, this.foreignKeys);
    await runner.commitTransaction();
  }

  /** Removes everything that was inserted, and closes the database. The error that led to it is the one to report. */
  async abandon(): Promise<void> {
    await this.manager.queryRunner!.rollbackTransaction().catch(() => undefined);
    await this.close().catch(() => undefined);
  }

  /** Closes the database. Call it after the commit. */
  close(): Promise<void> {
    return this.dataSource.destroy();
  }

  /** Continues the generated ids of a table after this one, so that no id of a deleted row is given again. */
  private async continueIds(table: string, highest: number): Promise<void> {
    if (highest === 0) return;
    if (isPostgres(this.manager)) {
      await executeSql(this.manager, sql`SELECT setval(pg_get_serial_sequence(${quoteName(table)}, 'id'), ${highest})`);
      return;
    }
    await executeSql(this.manager, sql`DELETE FROM sqlite_sequence WHERE name = ${table}`);
    await executeSql(this.manager, sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${table}, ${highest})`);
  }
}

function migrationsNamed(names: readonly string[]): typeof knownMigrations {
  const known = new Map(knownMigrations.map((migration) => [migration.name, migration]));
  return names.map((name) => {
    const migration = known.get(name);
    if (migration === undefined) throw unknownMigration('backup', name);
    return migration;
  });
}

/**
 * A database without tables is empty, and so is one that was only migrated, not further than the backup's. On PostgreSQL,
 * a restore that was killed leaves some of the migrations.
 */
async function assertEmpty(dataSource: DataSource, migrations: readonly string[]): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    const present = await tableNames(runner);
    if (present.length === 0) return;
    if (present.includes('migrations')) {
      const done = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
      const isNoFurther = done.every(({ name }) => migrations.includes(name));
      if (isNoFurther && !(await hasRows(runner, present.filter(isBackedUp)))) return;
    }
    throw new StartupError(
      'The database is not empty: a backup is restored only into an empty database. Set DATABASE_URL to a new one',
      78,
    );
  } finally {
    await runner.release();
  }
}

async function tableNames(runner: QueryRunner): Promise<string[]> {
  const rows = (await runner.query(
    isPostgres(runner)
      ? 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()'
      : `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
  )) as { name: string }[];
  return rows.map(({ name }) => name);
}

async function hasRows(runner: QueryRunner, tables: readonly string[]): Promise<boolean> {
  for (const name of tables.filter((table) => !isFilledByMigrations(table))) {
    if (((await runner.query(`SELECT 1 FROM ${quoteName(name)} LIMIT 1`)) as unknown[]).length > 0) return true;
  }
  return false;
}

async function beginSqlite(runner: QueryRunner): Promise<ForeignKey[]> {
  // SQLite ignores this setting inside a transaction.
  await runner.query('PRAGMA foreign_keys = OFF');
  await runner.startTransaction();
  await runner.dataSource.runMigrations({ transaction: 'none' });
  return [];
}

/** Drops the foreign keys, which PostgreSQL can do in a transaction. Returns them for `checkForeignKeys`. */
async function beginPostgres(runner: QueryRunner): Promise<ForeignKey[]> {
  await runner.dataSource.runMigrations();
  await runner.startTransaction();
  const keys = (await runner.query(`
    SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`)) as ForeignKey[];
  for (const { table, name } of keys) await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return keys;
}

/** @throws StartupError (exit code 69) when a row refers to one that is missing */
async function checkForeignKeys(runner: QueryRunner, dropped: readonly ForeignKey[]): Promise<void> {
  for (const { table, name, definition } of dropped) {
    await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  }
  if (isPostgres(runner)) return;
  const [broken] = (await runner.query('PRAGMA foreign_key_check')) as { table: string; parent: string }[];
  if (broken === undefined) return;
  throw new StartupError(
    `The backup is inconsistent: a row of ${broken.table} refers to a row of ${broken.parent} that is missing`,
    69,
  );
}
