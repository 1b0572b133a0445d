import type { Database as SqliteConnection } from 'better-sqlite3';
import type { QueryRunner } from 'typeorm';
import { isPostgres } from '../dialect';
import { stemmedLanguages } from '../text/stemmers';
import { areTriggersPresent } from '../triggers/trigger-presence';
import { postgresSearch } from './full-text-statements.postgres';
import { sqliteSearch } from './full-text-statements.sqlite';
import { kinds } from './searched-tables';

export const fullTextTables = ['network', 'activity', 'news_item', 'organisation'] as const;

export type FullTextTable = (typeof fullTextTables)[number];

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  for (const statement of await createStatements(runner)) await runner.query(statement);
}

export async function dropFullText(runner: QueryRunner): Promise<void> {
  for (const statement of statementsOf(runner).drop) await runner.query(statement);
}

/** Rewrites the entries of these ids, and removes the entries of rows that no longer exist. */
export async function rebuildEntries(
  runner: QueryRunner,
  table: FullTextTable,
  first: number,
  last: number,
): Promise<void> {
  for (const statement of statementsOf(runner).rebuild(kindOf(table), first, last)) await runner.query(statement);
}

export async function countEntries(runner: QueryRunner, table: FullTextTable): Promise<number> {
  const [row] = (await runner.query(statementsOf(runner).count(kindOf(table)))) as { entries: number | string }[];
  return Number(row?.entries);
}

async function createStatements(runner: QueryRunner): Promise<string[]> {
  if (!isPostgres(runner)) return sqliteSearch.create;
  const collations = (await runner.query(`SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'`)) as unknown[];
  return postgresSearch.create(collations.length > 0, stemmedLanguages);
}

function statementsOf(runner: QueryRunner): typeof sqliteSearch | typeof postgresSearch {
  return isPostgres(runner) ? postgresSearch : sqliteSearch;
}

function kindOf(table: FullTextTable): (typeof kinds)[number] {
  return kinds.find((kind) => kind.table === table)!;
}

/**
 * The index of public content, and the index of everything else. A rank within one reveals nothing about the texts in
 * the other.
 */
export type FullTextIndex = 'search_public' | 'search_hidden';

/** The largest id: of a 32-bit integer. */
const MAX_ID = 2 ** 31 - 1;

/** On SQLite, a change of the server waits for a range, and fails after ten seconds. A thousand long texts take one to two. */
const IDS_PER_RANGE = 1000;

export const fullTextIndexes: readonly FullTextIndex[] = ['search_public', 'search_hidden'];

/** The tables that show the words of the indexes. SQLite reads them from the indexes: they have no rows of their own. */
const sqliteVocabularies = fullTextIndexes.map((index) => `${index}_vocabulary`);

/** True for an index, and for a table in which SQLite keeps its entries. */
export function isOfFullTextIndex(table: string): boolean {
  return fullTextIndexes.some((index) => table === index || table.startsWith(`${index}_`));
}

/** True if all triggers fire and all tables exist. SQLite drops the triggers of a table that a migration rebuilds. */
export async function isFullTextIndexComplete(runner: QueryRunner): Promise<boolean> {
  return (
    (await areEntriesMaintained(runner)) && (isPostgres(runner) || (await areTablesPresent(runner, sqliteVocabularies)))
  );
}

/**
 * Recreates missing triggers and tables, and rebuilds the index, which lacks what was written without them. If only
 * tables of words are missing, the index has all entries and is not rebuilt.
 */
export async function repairFullTextIndex(runner: QueryRunner): Promise<void> {
  if (await isFullTextIndexComplete(runner)) return;
  if (await areEntriesMaintained(runner)) {
    await createFullText(runner);
    return;
  }
  // On SQLite the index may be damaged and then takes no entries. On PostgreSQL others search it meanwhile.
  await (isPostgres(runner) ? createFullText(runner) : recreateFullTextIndex(runner));
  for (const table of fullTextTables) await rebuildEntries(runner, table, 0, MAX_ID);
}

async function areEntriesMaintained(runner: QueryRunner): Promise<boolean> {
  const { triggers } = statementsOf(runner);
  return (
    (await areTablesPresent(runner, fullTextIndexes)) && (await areTriggersPresent(runner, triggers, 'ordinarily'))
  );
}

async function areTablesPresent(runner: QueryRunner, names: readonly string[]): Promise<boolean> {
  const list = names.map((name) => `'${name}'`).join();
  const [row] = (await runner.query(
    isPostgres(runner)
      ? `SELECT count(*) AS present FROM pg_tables WHERE schemaname = current_schema() AND tablename IN (${list})`
      : `SELECT count(*) AS present FROM sqlite_master WHERE type = 'table' AND name IN (${list})`,
  )) as { present: number | string }[];
  return Number(row?.present) === names.length;
}

/** Drops the index and creates an empty one. Entries may be damaged, but not the pages of the file. */
async function recreateFullTextIndex(runner: QueryRunner): Promise<void> {
  await dropFullText(runner);
  await createFullText(runner);
}

/** For each index of SQLite, the units of work that drop it, whatever its state. `createFullText` creates it again. */
export const dropSqliteIndexes = fullTextIndexes.map((index) => ({
  drop: (runner: QueryRunner) => runner.query(`DROP TABLE IF EXISTS ${index}`),
  /**
   * Removes the index from the schema only, in a transaction of its own: SQLite reads all pages of a table to drop it,
   * which fails if one of them is damaged. The pages are not used again until VACUUM compacts the file.
   */
  removeFromSchema: async (runner: QueryRunner) => {
    const connection = (await runner.connect()) as SqliteConnection;
    connection.unsafeMode(true);
    try {
      await runner.query('PRAGMA writable_schema = ON');
      await runner.query(`DELETE FROM sqlite_master WHERE tbl_name = '${index}' OR tbl_name GLOB '${index}_*'`);
      await runner.query('PRAGMA writable_schema = RESET');
      // Other connections read the schema again when its version changes.
      const [row] = (await runner.query('PRAGMA schema_version')) as { schema_version: number }[];
      await runner.query(`PRAGMA schema_version = ${row!.schema_version + 1}`);
    } finally {
      connection.unsafeMode(false);
    }
  },
}));

/** @throws Error when SQLite finds its index damaged */
export async function assertIntact(runner: QueryRunner): Promise<void> {
  if (isPostgres(runner)) return;
  for (const index of fullTextIndexes) {
    await runner.query(`INSERT INTO ${index} (${index}) VALUES ('integrity-check')`);
  }
}

interface IdRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Splits the ids of a table into ranges that together cover every id. Each is small enough to be rebuilt while other
 * writes wait.
 */
export async function idRanges(runner: QueryRunner, table: FullTextTable): Promise<IdRange[]> {
  const [row] = (await runner.query(`SELECT coalesce(max(id), 0) AS largest FROM ${table}`)) as { largest: number }[];
  const count = Math.floor(row!.largest / IDS_PER_RANGE) + 1;
  return Array.from({ length: count }, (_, number) => ({
    first: number * IDS_PER_RANGE,
    // The last range also covers entries of rows that no longer exist.
    last: number === count - 1 ? MAX_ID : (number + 1) * IDS_PER_RANGE - 1,
  }));
}
