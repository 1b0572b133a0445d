import type { MigrationInterface, QueryRunner } from 'typeorm';
import { postgresFullText } from './full-text-search.postgres';
import { sqliteFullText } from './full-text-search.sqlite';

/**
 * Creates the full-text index of networks, activities and news, and the triggers that maintain it.
 *
 * There are two indexes, one of public content and one of the rest: a rank reveals how rare a word is, and must not do
 * so for texts that the reader cannot see. Content in the trash is in neither.
 */
export class FullTextSearch1764390000000 implements MigrationInterface {
  readonly name = 'FullTextSearch1764390000000';

  async up(runner: QueryRunner): Promise<void> {
    await createFullText(runner);
    for (const table of fullTextTables) {
      for (const statement of fullTextOf(runner).rebuild(table, 0, 2 ** 31 - 1)) await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of fullTextOf(runner).drop) await runner.query(statement);
  }
}

export const fullTextTables = ['network', 'activity', 'news_item'] as const;

export type FullTextTable = (typeof fullTextTables)[number];

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  for (const statement of await createStatements(runner)) await runner.query(statement);
}

async function createStatements(runner: QueryRunner): Promise<string[]> {
  if (!isPostgres(runner)) return sqliteFullText.create;
  const collations = (await runner.query(`SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'`)) as unknown[];
  return postgresFullText.create(collations.length > 0);
}

export function fullTextOf(runner: QueryRunner): typeof sqliteFullText | typeof postgresFullText {
  return isPostgres(runner) ? postgresFullText : sqliteFullText;
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
