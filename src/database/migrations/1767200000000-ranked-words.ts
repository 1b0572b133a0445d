import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullText as createFullTextBefore } from './1764670000000-search-in-languages';

const indexes = ['search_public', 'search_hidden'];

/**
 * On PostgreSQL, adds a column with the words that rank an entry: those of names, summaries and topics. Ranking read all words of
 * each match, which took most of a search. Searches of other instances go on meanwhile, and writes to the searched tables wait.
 */
export class RankedWords1767200000000 implements MigrationInterface {
  readonly name = 'RankedWords1767200000000';

  async up(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    const statements = [
      `LOCK TABLE ${indexes.join()} IN SHARE ROW EXCLUSIVE MODE`,
      // Adding the column to the tables would rewrite them as well, and searches would wait for it.
      ...indexes.flatMap((index) => [
        ...createIndex(`new_${index}`),
        `INSERT INTO new_${index} (entry, words) SELECT entry, words FROM ${index} ORDER BY entry`,
        `CREATE INDEX new_${index}_words ON new_${index} USING gin (words)`,
      ]),
      `DROP TABLE ${indexes.join()}`,
      ...indexes.flatMap((index) => [
        `ALTER TABLE new_${index} RENAME TO ${index}`,
        ...['pkey', 'words'].map((part) => `ALTER INDEX new_${index}_${part} RENAME TO ${index}_${part}`),
      ]),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    for (const index of indexes) {
      await runner.query(`ALTER TABLE ${index} DROP COLUMN ranked_words, ALTER words SET STORAGE EXTENDED`);
      await runner.query(`ALTER TABLE ${index} SET (toast_tuple_target = 8160)`);
    }
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  const missing: string[] = [];
  if (isPostgres(runner)) for (const index of indexes) if (!(await runner.hasTable(index))) missing.push(index);
  for (const statement of missing.flatMap(createIndex)) await runner.query(statement);
  await createFullTextBefore(runner);
}

/**
 * Ranked words are read where their row is, neither compressed nor moved out of it, up to 4 kB. All words of longer entries are moved
 * out: searches find them by the index on them, and rows without them are on fewer pages.
 */
function createIndex(table: string): string[] {
  return [
    `CREATE TABLE ${table} (
      entry bigint PRIMARY KEY,
      words tsvector NOT NULL,
      ranked_words tsvector NOT NULL GENERATED ALWAYS AS (ts_filter(words, '{a,b,d}')) STORED
    ) WITH (toast_tuple_target = 4080)`,
    `ALTER TABLE ${table} ALTER words SET STORAGE EXTERNAL, ALTER ranked_words SET STORAGE MAIN`,
  ];
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
