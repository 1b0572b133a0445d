import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullText as createFullTextBefore } from './1767600000000-words-of-searches';

const indexes = ['search_public_words', 'search_public_names', 'search_hidden_words', 'search_hidden_names'];

/** The length of a list, in kB. */
const MAX_LENGTH = 128;

/**
 * On PostgreSQL, shortens the lists in which the full-text indexes collect changes. Every search reads them from the beginning to the end.
 * By default, a list grows to 4 MB until the next vacuum, and searches are planned without the index when it is long
 * (https://www.postgresql.org/docs/current/gin-implementation.html#GIN-FAST-UPDATE).
 */
export class ShortPendingLists1767700000000 implements MigrationInterface {
  readonly name = 'ShortPendingLists1767700000000';

  async up(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    await shortenLists(runner);
    for (const index of indexes) await runner.query(`SELECT gin_clean_pending_list('${index}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    for (const index of indexes) await runner.query(`ALTER INDEX ${index} RESET (gin_pending_list_limit)`);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  await createFullTextBefore(runner);
  if (isPostgres(runner)) await shortenLists(runner);
}

async function shortenLists(runner: QueryRunner): Promise<void> {
  for (const index of indexes) await runner.query(`ALTER INDEX ${index} SET (gin_pending_list_limit = ${MAX_LENGTH})`);
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
