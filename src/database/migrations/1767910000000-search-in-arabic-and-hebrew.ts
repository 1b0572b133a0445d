import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rebuildEntries } from './1764670000000-search-in-languages';
import { createFullText as createFullTextBefore } from './1767700000000-short-pending-lists';
import { kinds, type SearchedTable } from './search-in-languages.tables';

/** The marks that `foldWords` removes. */
const optionalMarks =
  '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' +
  '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u08ca-\\u08e1\\u08e3-\\u08ff\\u0640';

/** The blocks of Hebrew and Arabic, with those between them. */
const [firstLetter, lastLetter] = ['\u0590', '\u08ff'];

/**
 * Makes the index ignore the marks of Hebrew and Arabic, and use one kaf and one yeh, as `foldWords` does. Of each table, the entries from
 * the first to the last row with text in these scripts are written anew, so most databases are only read. On PostgreSQL, writes to what is
 * searched wait until the migration ends, so that none of them has the words of the previous functions.
 */
export class SearchInArabicAndHebrew1767910000000 implements MigrationInterface {
  readonly name = 'SearchInArabicAndHebrew1767910000000';

  async up(runner: QueryRunner): Promise<void> {
    if (isPostgres(runner)) {
      await runner.query('LOCK TABLE search_public, search_hidden IN SHARE ROW EXCLUSIVE MODE');
      await createFolding(runner);
    }
    await foldAgain(runner);
  }

  /** On SQLite the server folds, so an older release needs `search reindex` after this. */
  async down(runner: QueryRunner): Promise<void> {
    if (!isPostgres(runner)) return;
    await createFullTextBefore(runner);
    await foldAgain(runner);
  }
}

/** Creates the missing parts of the index and its triggers. An existing index keeps its entries. */
export async function createFullText(runner: QueryRunner): Promise<void> {
  await createFullTextBefore(runner);
  if (isPostgres(runner)) await createFolding(runner);
}

/** Replaces the functions that fold words, and that separate them, both of words as they are written and of those to be stemmed. */
async function createFolding(runner: QueryRunner): Promise<void> {
  const collations = (await runner.query(`SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'`)) as unknown[];
  const collation = collations.length > 0 ? '"und-x-icu"' : '"default"';
  await runner.query(`CREATE OR REPLACE FUNCTION search_fold(written text) RETURNS text LANGUAGE plpgsql STABLE AS $body$
    DECLARE
      marks text := '[\\u0300-\\u036f\\u00ad\\u200b\\u2060\\ufeff${optionalMarks}]+';
    BEGIN
      IF octet_length(written) = char_length(written) THEN RETURN lower(written); END IF;
      written := normalize(lower(written COLLATE ${collation}), NFD);
      written := normalize(regexp_replace(written, marks, '', 'g'), NFC);
      RETURN replace(translate(written, 'ςکیʹʻʼ', 'σكي   '), 'ß', 'ss');
    END $body$`);
  await runner.query(`CREATE OR REPLACE FUNCTION search_bare(written text) RETURNS text LANGUAGE sql STABLE AS $body$
    SELECT CASE WHEN octet_length(written) = char_length(written)
      THEN regexp_replace(written, '[^a-zA-Z0-9 ]+', ' ', 'g')
      ELSE regexp_replace(
        regexp_replace(written, '[${optionalMarks}]+', '', 'g') COLLATE ${collation}, '[^[:alnum:] ]+', ' ', 'g') END
  $body$`);
}

async function foldAgain(runner: QueryRunner): Promise<void> {
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

/** The ids of rows that have a letter or mark of these scripts in a text that is searched, in any language. */
function concernedRows(runner: QueryRunner, kind: SearchedTable): string {
  const { table, names, summaries, bodies, topics, translation, translationKey } = kind;
  const letters = `[${firstLetter}-${lastLetter}]`;
  const anyHasLetters = (texts: readonly (string | undefined)[]): string =>
    texts
      .filter((text) => text !== undefined)
      .map((text) => (isPostgres(runner) ? `(${text}) ~ '${letters}'` : `(${text}) GLOB '*${letters}*'`))
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
