import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullText as createFullTextBefore } from './1767300000000-words-of-names';

const indexes = ['search_public', 'search_hidden'];

/**
 * On SQLite, adds a table for each search index that shows the words in it, in their order. The table has no rows of its own: FTS5 reads
 * them from the index. Searches for the beginning of a word look up there which words begin so.
 */
export class WordsOfSearches1767600000000 implements MigrationInterface {
  readonly name = 'WordsOfSearches1767600000000';

  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (isPostgres(runner)) return;
    for (const index of indexes) await runner.query(`DROP TABLE IF EXISTS ${index}_vocabulary`);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  await createFullTextBefore(runner);
  await createTables(runner);
}

async function createTables(runner: QueryRunner): Promise<void> {
  if (isPostgres(runner)) return;
  for (const index of indexes) {
    await runner.query(`CREATE VIRTUAL TABLE IF NOT EXISTS ${index}_vocabulary USING fts5vocab(${index}, instance)`);
  }
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
