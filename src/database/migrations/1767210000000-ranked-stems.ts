import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFullText as createFullTextBefore } from './1767200000000-ranked-words';

const indexes = ['search_public', 'search_hidden'];

/** What ranked words are, and the size that longer rows are brought to by moving all words out of them. */
interface Ranking {
  readonly rankedWords: string;
  readonly rowSize: number;
}

const rankingBefore: Ranking = { rankedWords: `ts_filter(words, '{a,b,d}')`, rowSize: 4080 };

/**
 * Stems without their mark and language (of two letters, if it has a stemmer), so that they are the same lexemes as equal words and as equal stems of other languages. A rank
 * then looks up about as few lexemes in three languages as in one.
 */
const ranking: Ranking = {
  rankedWords: `regexp_replace(ts_filter(words, '{a,b,d}')::text, '''ʹ..', '''', 'g')::tsvector`,
  rowSize: 3060,
};

/** On PostgreSQL, makes the words that rank an entry fewer, and the rows that contain them shorter. */
export class RankedStems1767210000000 implements MigrationInterface {
  readonly name = 'RankedStems1767210000000';

  up(runner: QueryRunner): Promise<void> {
    return replaceIndexes(runner, ranking);
  }

  down(runner: QueryRunner): Promise<void> {
    return replaceIndexes(runner, rankingBefore);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  const missing: string[] = [];
  if (isPostgres(runner)) for (const index of indexes) if (!(await runner.hasTable(index))) missing.push(index);
  for (const statement of missing.flatMap((index) => createIndex(index, ranking))) await runner.query(statement);
  await createFullTextBefore(runner);
}

/** Searches of other instances go on meanwhile, and writes to the searched tables wait. */
async function replaceIndexes(runner: QueryRunner, ranked: Ranking): Promise<void> {
  if (!isPostgres(runner)) return;
  const statements = [
    `LOCK TABLE ${indexes.join()} IN SHARE ROW EXCLUSIVE MODE`,
    ...indexes.flatMap((index) => [
      ...createIndex(`new_${index}`, ranked),
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

/** Ranked words are read where their row is: neither compressed nor moved out, unless they alone are longer than a row may be. */
function createIndex(table: string, { rankedWords, rowSize }: Ranking): string[] {
  return [
    `CREATE TABLE ${table} (
      entry bigint PRIMARY KEY,
      words tsvector NOT NULL,
      ranked_words tsvector NOT NULL GENERATED ALWAYS AS (${rankedWords}) STORED
    ) WITH (toast_tuple_target = ${rowSize})`,
    `ALTER TABLE ${table} ALTER words SET STORAGE EXTERNAL, ALTER ranked_words SET STORAGE MAIN`,
  ];
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
