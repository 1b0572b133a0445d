import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullText as createFullTextBefore } from './1767200000000-ranked-words';

const indexes = ['search_public', 'search_hidden'];

/**
 * On PostgreSQL, adds an index of the words of names: of searches that too many items match to rank them, those that have the words in
 * their names come first. Writes to what is searched wait until it is built.
 */
export class WordsOfNames1767300000000 implements MigrationInterface {
  readonly name = 'WordsOfNames1767300000000';

  async up(runner: QueryRunner): Promise<void> {
    await createIndexes(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    for (const index of indexes) await runner.query(`DROP INDEX IF EXISTS ${index}_names`);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  await createFullTextBefore(runner);
  await createIndexes(runner);
}

async function createIndexes(runner: QueryRunner): Promise<void> {
  if (!isPostgres(runner)) return;
  for (const index of indexes) {
    await runner.query(`CREATE INDEX IF NOT EXISTS ${index}_names ON ${index} USING gin (ts_filter(words, '{a}'))`);
  }
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
