import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullText as createFullTextBefore, fullTextTables } from './1764670000000-search-in-languages';

const indexes = ['search_public', 'search_hidden'];

/**
 * The words that rank an entry: those of names, summaries and topics. The index marks a stem with a sign and the two letters of its
 * language. Ranked words have no such mark, so a stem, an equal word and an equal stem of another language are one lexeme, and a rank looks
 * up hardly more lexemes in three languages than in one.
 */
const rankedWords = `regexp_replace(ts_filter(words, '{a,b,d}')::text, '''ʹ..', '''', 'g')::tsvector`;

/**
 * On PostgreSQL, adds a column with the words that rank an entry. Ranking read all words of each match, which took most of a search.
 *
 * New tables take the place of the old ones. Writes to what is searched wait until the migration ends. Reads go on while the new tables are
 * filled. Then the old ones are dropped, which waits for running operations that have searched; searches that begin meanwhile wait.
 * Those of operations that began before the migration ended then find nothing, because rows of the new tables are too new for them.
 */
export class RankedWords1767200000000 implements MigrationInterface {
  readonly name = 'RankedWords1767200000000';

  async up(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    const statements = [
      `LOCK TABLE ${indexes.join()} IN SHARE ROW EXCLUSIVE MODE`,
      // Adding the column to the old tables would rewrite them as well, and searches would wait for all of it.
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
      // Running instances then no longer use cached answers of searches that found nothing.
      `INSERT INTO table_revision (table_name, transaction_id, mark)
        SELECT name, pg_current_xact_id()::text::bigint, floor(random() * 4503599627370496)::bigint
        FROM unnest('{${fullTextTables.join()}}'::varchar[]) name
        ON CONFLICT DO NOTHING`,
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
 * Ranks are computed from rows of at most 3 kB. From a longer row, PostgreSQL moves all words out: searches find them by the index on them.
 * The words that rank stay in the row uncompressed, unless they alone are longer than a row may be.
 */
function createIndex(table: string): string[] {
  return [
    `CREATE TABLE ${table} (
      entry bigint PRIMARY KEY,
      words tsvector NOT NULL,
      ranked_words tsvector NOT NULL GENERATED ALWAYS AS (${rankedWords}) STORED
    ) WITH (toast_tuple_target = 3060)`,
    `ALTER TABLE ${table} ALTER words SET STORAGE EXTERNAL, ALTER ranked_words SET STORAGE MAIN`,
  ];
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
