import type { MigrationInterface, QueryRunner } from 'typeorm';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { foldText } from '../text/folding';
import {
  createFullText as createFirstFullText,
  fullTextOf as firstFullTextOf,
  fullTextTables,
} from './1764390000000-full-text-search';
import { postgresFolding } from './search-folding.postgres';
import { sqliteFolding } from './search-folding.sqlite';

/** The folded columns of each table, with the columns that they are computed from. */
const foldedColumns = [
  { table: 'network', column: 'name', folded: 'name_folded' },
  { table: 'network', column: 'acronym', folded: 'acronym_folded' },
  { table: 'organisation', column: 'name', folded: 'name_folded' },
  { table: 'organisation', column: 'acronym', folded: 'acronym_folded' },
  { table: 'activity', column: 'title', folded: 'title_folded' },
  { table: 'activity', column: 'code', folded: 'code_folded' },
  { table: 'activity', column: 'place', folded: 'place_folded' },
  { table: 'activity_topic', column: 'topic', folded: 'topic_folded' },
  { table: 'news_item', column: 'title', folded: 'title_folded' },
];

/**
 * Makes the index fold letters like `foldWords`, and filters like `foldText`. Among other things, both now ignore soft
 * hyphens, treat ß as ss, and use one character for every apostrophe.
 */
export class SearchFolding1764450000000 implements MigrationInterface {
  readonly name = 'SearchFolding1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    await dropFullText(runner);
    await createFullText(runner);
    await fill(runner);
    for (const place of foldedColumns) await foldAgain(runner, place);
  }

  /** Folded values stay. An older release folds them again when a row is written. */
  async down(runner: QueryRunner): Promise<void> {
    await dropFullText(runner);
    await createFirstFullText(runner);
    await fill(runner);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  await createFirstFullText(runner);
  for (const statement of await createFolding(runner)) await runner.query(statement);
}

export async function dropFullText(runner: QueryRunner): Promise<void> {
  for (const statement of firstFullTextOf(runner).drop) await runner.query(statement);
  await runner.query('DROP TABLE IF EXISTS search_letter');
}

async function createFolding(runner: QueryRunner): Promise<string[]> {
  if (runner.dataSource.options.type !== 'postgres') return sqliteFolding();
  const collations = (await runner.query(`SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'`)) as unknown[];
  return [postgresFolding(collations.length > 0)];
}

async function fill(runner: QueryRunner): Promise<void> {
  for (const table of fullTextTables) {
    for (const statement of firstFullTextOf(runner).rebuild(table, 0, 2 ** 31 - 1)) await runner.query(statement);
  }
}

/**
 * Updates each distinct text once, for all rows that have it. The rows are found by the index on the old folded value.
 */
async function foldAgain(runner: QueryRunner, place: (typeof foldedColumns)[number]): Promise<void> {
  const [table, column, folded] = [raw(place.table), raw(place.column), raw(place.folded)];
  const texts = await executeSql<{ text: string; before: string }>(
    runner.manager,
    sql`SELECT DISTINCT ${column} AS text, ${folded} AS before FROM ${table} WHERE ${column} IS NOT NULL`,
  );
  for (const { text, before } of texts) {
    const now = foldText(text);
    if (now === before) continue;
    await executeSql(
      runner.manager,
      sql`UPDATE ${table} SET ${folded} = ${now} WHERE ${folded} = ${before} AND ${column} = ${text}`,
    );
  }
}
