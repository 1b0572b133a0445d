import type { MigrationInterface, QueryRunner } from 'typeorm';
import { stemmedLanguages } from '../text/stemmers';
import { fullTextOf as firstFullTextOf, fullTextTables as firstTables } from './1764390000000-full-text-search';
import {
  createFullText as createFullTextBefore,
  dropFullText as dropFullTextBefore,
} from './1764450000000-search-folding';
import { postgresSearch } from './search-in-languages.postgres';
import { sqliteSearch } from './search-in-languages.sqlite';
import { kinds } from './search-in-languages.tables';

const MAX_ID = 2 ** 31 - 1;

/** Indexes items with all their published languages, the stems of their words, and organisations. */
export class SearchInLanguages1764670000000 implements MigrationInterface {
  readonly name = 'SearchInLanguages1764670000000';

  async up(runner: QueryRunner): Promise<void> {
    await dropFullTextBefore(runner);
    await createFullText(runner);
    for (const { table } of kinds) await rebuildEntries(runner, table, 0, MAX_ID);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropFullText(runner);
    await createFullTextBefore(runner);
    for (const table of firstTables) {
      for (const statement of firstFullTextOf(runner).rebuild(table, 0, MAX_ID)) await runner.query(statement);
    }
  }
}

export const fullTextTables = ['network', 'activity', 'news_item', 'organisation'] as const;

export type FullTextTable = (typeof fullTextTables)[number];

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  for (const statement of await createStatements(runner)) await runner.query(statement);
}

export async function dropFullText(runner: QueryRunner): Promise<void> {
  for (const statement of statementsOf(runner).drop) await runner.query(statement);
}

export function fullTextTriggers(runner: QueryRunner): string[] {
  return statementsOf(runner).triggers;
}

/** Rewrites the entries of these ids, and removes the entries of rows that no longer exist. */
export async function rebuildEntries(runner: QueryRunner, table: string, first: number, last: number): Promise<void> {
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

function kindOf(table: string): (typeof kinds)[number] {
  return kinds.find((kind) => kind.table === table)!;
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
