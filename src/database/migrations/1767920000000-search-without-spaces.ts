import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rebuildEntries } from './1764670000000-search-in-languages';
import { createFullText as createFullTextBefore } from './1767910000000-search-in-arabic-and-hebrew';
import { kinds, type SearchedTable } from './search-in-languages.tables';

/** The letters that `wordsOf` pairs, as ranges within brackets. */
const unspacedLetters =
  '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff' +
  '\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}';

/** Ranges that contain these letters and few others: with each further range, SQLite takes longer to read all texts. */
const concernedLetters = '\u0e00-\u109f\u1780-\u17ff\u3005-\u{323af}';

/**
 * Makes the index contain pairs of letters of scripts that are written without spaces between words, as `wordsOf` does: a run of such letters
 * was one word. Of each table, the entries from the first to the last row with text in these scripts are written anew, so most databases are
 * only read. On PostgreSQL, writes to what is searched wait until the migration ends, so that none of them has the words of the previous
 * functions.
 */
export class SearchWithoutSpaces1767920000000 implements MigrationInterface {
  readonly name = 'SearchWithoutSpaces1767920000000';

  async up(runner: QueryRunner): Promise<void> {
    if (isPostgres(runner)) {
      await runner.query('LOCK TABLE search_public, search_hidden IN SHARE ROW EXCLUSIVE MODE');
      await createPairs(runner);
    }
    await rewriteEntries(runner);
  }

  /** On SQLite the server makes the words, so an older release needs `search reindex` after this. */
  async down(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    await createFullTextBefore(runner);
    await runner.query('DROP FUNCTION IF EXISTS search_pairs(text)');
    await rewriteEntries(runner);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  await createFullTextBefore(runner);
  if (isPostgres(runner)) await createPairs(runner);
}

/** Replaces the function that makes the words and stems of a text. Stems are made of whole runs. */
async function createPairs(runner: QueryRunner): Promise<void> {
  const collations = (await runner.query(`SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'`)) as unknown[];
  const collation = collations.length > 0 ? '"und-x-icu"' : '"default"';
  await runner.query(`CREATE OR REPLACE FUNCTION search_pairs(bare text) RETURNS text LANGUAGE sql IMMUTABLE AS $body$
    SELECT CASE WHEN octet_length(bare) = char_length(bare) OR bare !~ '[${unspacedLetters}]' THEN bare
      ELSE regexp_replace(
        regexp_replace(regexp_replace(bare, '([${unspacedLetters}]+)', ' \\1 ', 'g'), '([${unspacedLetters}])', '\\1 \\1', 'g'),
        ' +', ' ', 'g') END
  $body$`);
  await runner.query(`CREATE OR REPLACE FUNCTION search_words(locale text, full_text text, most integer)
    RETURNS tsvector LANGUAGE plpgsql STABLE AS $body$
    DECLARE
      written text := left(coalesce(full_text, ''), most);
      configuration regconfig := (
        SELECT oid::regconfig FROM pg_ts_config
        WHERE cfgname = search_stemmer(locale) AND cfgnamespace = 'pg_catalog'::regnamespace);
      words tsvector := to_tsvector('pg_catalog.simple', left(search_pairs(search_bare(search_fold(written))), 2 * most));
      stems text;
    BEGIN
      IF configuration IS NULL OR words = '' THEN RETURN words; END IF;
      written := normalize(lower(written COLLATE ${collation}), NFC);
      written := regexp_replace(written, '[\\u00ad\\u200b\\u2060\\ufeff]+', '', 'g');
      written := regexp_replace(search_bare(translate(written, 'ʹʻʼ', '   ')), '[^ ]{101,}', ' ', 'g');
      stems := search_fold(to_tsvector(configuration, written)::text);
      RETURN (words::text || ' ' || regexp_replace(stems, '(^| )''', '\\1''ʹ' || split_part(locale, '-', 1), 'g'))::tsvector;
    END $body$`);
}

async function rewriteEntries(runner: QueryRunner): Promise<void> {
  for (const kind of kinds) {
    const [row] = (await runner.query(
      `SELECT min(id) AS first, max(id) AS last FROM (${concernedRows(runner, kind)}) concerned`,
    )) as { first: number | null; last: number | null }[];
    const { first, last } = row!;
    if (first === null || last === null) continue;
    await rebuildEntries(runner, kind.table, first, last);
    // Cached answers to searches must not outlive the entries that they were made from.
    await runner.query(raiseRevision(runner, kind.table));
  }
}

/** The ids of rows that have such a letter in a text that is searched, in any language. */
function concernedRows(runner: QueryRunner, kind: SearchedTable): string {
  const { table, names, summaries, bodies, topics, translation, translationKey } = kind;
  const anyHasLetters = (texts: readonly (string | undefined)[]): string =>
    texts
      .filter((text) => text !== undefined)
      .map((text) =>
        isPostgres(runner) ? `(${text}) ~ '[${concernedLetters}]'` : `(${text}) GLOB '*[${concernedLetters}]*'`,
      )
      .join(' OR ');
  const originals = [names.original, summaries?.original, bodies?.original];
  const translations = [names.translated, summaries?.translated, bodies?.translated, topics?.translated];
  return [
    `SELECT x.id FROM ${table} x WHERE ${anyHasLetters(originals)}`,
    `SELECT t.${translationKey} FROM ${translation} t WHERE ${anyHasLetters(translations)}`,
    ...(topics ? [`SELECT o.activity_id FROM activity_topic o WHERE ${anyHasLetters(['o.topic'])}`] : []),
  ].join(' UNION ALL ');
}

function raiseRevision(runner: QueryRunner, table: string): string {
  return isPostgres(runner)
    ? `INSERT INTO table_revision (table_name, transaction_id, mark)
        VALUES ('${table}', pg_current_xact_id()::text::bigint, floor(random() * 4503599627370496)::bigint)
        ON CONFLICT DO NOTHING`
    : `UPDATE table_revision SET revision = revision + 1 WHERE table_name = '${table}'`;
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
