import type BetterSqlite from 'better-sqlite3';
import {
  DataSource,
  type DataSourceOptions,
  DefaultNamingStrategy,
  type Driver,
  type EntityTarget,
  type ObjectLiteral,
} from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import type { DatabaseUrl } from './database-url';
import { migrations as allMigrations } from './migrations/migrations';
import { readPool, readUrl, WRITE_POOL } from './postgres/postgres-pools';
import { defineScaledSum } from './sql/scaled-sum';
import { assertSqliteDriverIsSafe } from './sqlite/sqlite-driver';
import { assertFilesWritable } from './sqlite/sqlite-file';
import { READING_PRAGMAS } from './sqlite/sqlite-pragmas';
import { BUSY_TIMEOUT_MS } from './sqlite/sqlite-write-lock';
import { indexedText } from './text/search-text';

export type EntityClass = EntityTarget<ObjectLiteral>;

/** TypeORM's options. A connection with the access `read` cannot write. */
function dataSourceOptions(
  url: DatabaseUrl,
  entities: readonly EntityClass[],
  access: 'read' | 'write',
  migrations: typeof allMigrations,
): DataSourceOptions {
  const common = {
    entities: [...entities] as never[],
    migrations,
    namingStrategy: new SnakeCaseNaming(),
    migrationsTransactionMode: 'each' as const,
    logging: false,
  };
  if (url.dialect === 'postgres') {
    return {
      ...common,
      type: 'postgres',
      url: access === 'read' ? readUrl(url) : url.url,
      applicationName: 'entente',
      connectTimeoutMS: 5_000,
      extra: access === 'read' ? readPool(url) : WRITE_POOL,
    };
  }
  return {
    ...common,
    type: 'better-sqlite3',
    database: url.file,
    readonly: access === 'read',
    timeout: BUSY_TIMEOUT_MS,
    statementCacheSize: 500,
    // An acknowledged write must survive a power failure: FULL syncs the write-ahead log at every commit.
    prepareDatabase: (connection: BetterSqlite.Database) => {
      if (access === 'write') assertFilesWritable(url.file);
      for (const pragma of access === 'read' ? READING_PRAGMAS : []) connection.pragma(pragma);
      // The triggers of the full-text index call it.
      connection.function('search_words', { deterministic: true }, indexedText);
      defineScaledSum(connection);
      connection.pragma('synchronous = FULL');
      // Without it, what was deleted stays readable in the file until other rows take its place.
      connection.pragma('secure_delete = ON');
      // A migration that alters a table rebuilds it under another name. Without this setting, renaming it back fails
      // when a trigger or a view of another table refers to it.
      connection.pragma('legacy_alter_table = ON');
    },
  };
}

/**
 * The entities on the database, not yet connected.
 *
 * @param migrations those that `runMigrations` runs, instead of all
 * @throws StartupError for SQLite, when the installed driver would abort the process on this version of Node.js
 */
export function createDataSource(
  url: DatabaseUrl,
  entities: readonly EntityClass[],
  access: 'read' | 'write',
  migrations = allMigrations,
): DataSource {
  if (url.dialect === 'sqlite') assertSqliteDriverIsSafe();
  const dataSource = new DataSource(dataSourceOptions(url, entities, access, migrations));
  if (url.dialect === 'sqlite') bindIntegers(dataSource.driver);
  return dataSource;
}

/**
 * TypeORM writes numbers into the text of SQLite statements, so that nearly every statement has a text of its own.
 * Preparing a statement takes longer than running it when its table has triggers, and thousands of prepared statements
 * fill the memory. TypeORM binds a BigInt as a parameter, so integers are converted.
 */
function bindIntegers(driver: Driver): void {
  const escape = driver.escapeQueryWithParameters.bind(driver);
  driver.escapeQueryWithParameters = (text, parameters) => {
    const bound = Object.entries(parameters).map(([name, value]: [string, unknown]) => [
      name,
      Number.isInteger(value) ? BigInt(value as number) : value,
    ]);
    return escape(text, Object.fromEntries(bound) as typeof parameters);
  };
}

/** Names columns in snake case (`starts_on`), so that hand-written SQL needs no quotes on either database. */
class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string, embeddedPrefixes: string[]): string {
    return customName || [...embeddedPrefixes, propertyName].map(snakeCase).join('_');
  }

  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return snakeCase(`${relationName}_${referencedColumnName}`);
  }
}
