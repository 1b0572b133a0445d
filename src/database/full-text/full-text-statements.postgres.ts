import { entriesPerKind, kinds, type SearchedTable } from './searched-tables';

/* The statements of the full-text index on PostgreSQL. */

const indexes = ['search_public', 'search_hidden'];

/**
 * The words that rank an entry: those of names, summaries and topics. The index marks a stem with a sign and the two letters of its
 * language. Ranked words have no such mark, so a stem, an equal word and an equal stem of another language are one lexeme, and a rank looks
 * up hardly more lexemes in three languages than in one.
 */
const rankedWords = `regexp_replace(ts_filter(words, '{a,b,d}')::text, '''ʹ..', '''', 'g')::tsvector`;

/** The length of the lists in which an index collects changes, in kB. */
const pendingList = 'gin_pending_list_limit = 128';

/**
 * Ranks are computed from rows of at most 3 kB. From a longer row, PostgreSQL moves all words out: searches find them by the index on them.
 * The words that rank stay in the row uncompressed, unless they alone are longer than a row may be.
 *
 * Of searches that too many items match to rank them, those that have the words in their names come first: they have an index of their own.
 *
 * Every search reads the lists in which the indexes collect changes from the beginning to the end. By default, a list grows to 4 MB until the
 * next vacuum, and searches are planned without the index when it is long
 * (https://www.postgresql.org/docs/current/gin-implementation.html#GIN-FAST-UPDATE).
 */
function createIndex(index: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${index} (
      entry bigint PRIMARY KEY,
      words tsvector NOT NULL,
      ranked_words tsvector NOT NULL GENERATED ALWAYS AS (${rankedWords}) STORED
    ) WITH (toast_tuple_target = 3060)`,
    `ALTER TABLE ${index} ALTER words SET STORAGE EXTERNAL, ALTER ranked_words SET STORAGE MAIN`,
    `CREATE INDEX IF NOT EXISTS ${index}_words ON ${index} USING gin (words) WITH (${pendingList})`,
    `CREATE INDEX IF NOT EXISTS ${index}_names ON ${index} USING gin (ts_filter(words, '{a}')) WITH (${pendingList})`,
  ];
}

/** A word that occurs in no text. It separates two texts, so that no phrase matches across them. */
const gap = `$$'|':1$$::tsvector`;

/** The marks that `foldWords` removes. */
const optionalMarks =
  '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' +
  '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u08ca-\\u08e1\\u08e3-\\u08ff\\u0640';

/** The letters that `wordsOf` pairs, as ranges within brackets. */
const unspacedLetters =
  '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff' +
  '\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}';

/** Folds words as `foldWords` does. */
function createFold(collation: string): string {
  return `CREATE FUNCTION search_fold(written text) RETURNS text LANGUAGE plpgsql STABLE AS $body$
    DECLARE
      marks text := '[\\u0300-\\u036f\\u00ad\\u200b\\u2060\\ufeff${optionalMarks}]+';
    BEGIN
      IF octet_length(written) = char_length(written) THEN RETURN lower(written); END IF;
      written := normalize(lower(written COLLATE ${collation}), NFD);
      written := normalize(regexp_replace(written, marks, '', 'g'), NFC);
      RETURN replace(translate(written, 'ςکیʹʻʼ', 'σكي   '), 'ß', 'ss');
    END $body$`;
}

/** The text with blanks instead of everything else than letters and digits. */
function createBare(collation: string): string {
  return `CREATE FUNCTION search_bare(written text) RETURNS text LANGUAGE sql STABLE AS $body$
    SELECT CASE WHEN octet_length(written) = char_length(written)
      THEN regexp_replace(written, '[^a-zA-Z0-9 ]+', ' ', 'g')
      ELSE regexp_replace(
        regexp_replace(written, '[${optionalMarks}]+', '', 'g') COLLATE ${collation}, '[^[:alnum:] ]+', ' ', 'g') END
  $body$`;
}

/** The text with pairs of the letters that are written without spaces between words, as `wordsOf` makes them. */
const createPairs = `CREATE FUNCTION search_pairs(bare text) RETURNS text LANGUAGE sql IMMUTABLE AS $body$
    SELECT CASE WHEN octet_length(bare) = char_length(bare) OR bare !~ '[${unspacedLetters}]' THEN bare
      ELSE regexp_replace(
        regexp_replace(regexp_replace(bare, '([${unspacedLetters}]+)', ' \\1 ', 'g'), '([${unspacedLetters}])', '\\1 \\1', 'g'),
        ' +', ' ', 'g') END
  $body$`;

/** The name of the stemmer of a language; null if there is none. */
function createStemmer(languages: ReadonlyMap<string, string>): string {
  const cases = Array.from(languages, ([language, name]) => `WHEN '${language}' THEN '${name}'`).join(' ');
  return `CREATE FUNCTION search_stemmer(locale text) RETURNS text LANGUAGE sql IMMUTABLE AS $body$
    SELECT CASE split_part(locale, '-', 1) ${cases} END
  $body$`;
}

/**
 * The words of a text, and their stems after the mark and the language, at the same positions. Words that are too long for a tsvector have
 * no stem.
 */
function createWords(collation: string): string {
  return `CREATE FUNCTION search_words(locale text, full_text text, most integer)
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
    END $body$`;
}

/**
 * The query of a template. In it, {n} stands for the stems of the n-th written word in each of the languages. It is
 * immutable, so that it is evaluated once and not for each row.
 */
const createQuery = `CREATE FUNCTION search_query(template text, written text[], locales text[]) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE AS $body$
    DECLARE
      stems text;
    BEGIN
      FOR number IN 1 .. cardinality(written) LOOP
        SELECT string_agg(DISTINCT ' | ''ʹ' || split_part(locale, '-', 1) || search_fold(stem) || '''', '') INTO stems
          FROM unnest(locales) locale
          JOIN pg_ts_dict ON dictname = search_stemmer(locale) || '_stem' AND dictnamespace = 'pg_catalog'::regnamespace,
            unnest(ts_lexize(pg_ts_dict.oid::regdictionary, written[number])) stem;
        template := replace(template, '{' || number || '}', coalesce(stems, ''));
      END LOOP;
      RETURN template::tsquery;
    END $body$`;

const createConcatenation = `CREATE AGGREGATE search_all(tsvector) (SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '')`;

function part({ translation, translationKey }: SearchedTable, weight: string, original: string, translated: string) {
  return `setweight(search_words(x.original_locale, ${original}, most.characters) || coalesce(
    (SELECT search_all(${gap} || search_words(t.locale, ${translated}, most.characters) ORDER BY t.locale)
    FROM ${translation} t WHERE t.${translationKey} = x.id AND t.state = 'PUBLISHED'), ''), '${weight}')`;
}

const topicsOfOriginal = `(SELECT string_agg(o.topic, ' / ' ORDER BY o.position) FROM activity_topic o
  WHERE o.activity_id = x.id)`;

/**
 * A function instead of a view: a view would block altering the table. PostgreSQL rejects a row with more than a megabyte of
 * words, so the more languages an item has, the less of each text is indexed.
 */
function createDocuments(kind: SearchedTable): string {
  const { table, number, names, summaries, bodies, topics, isPublic, isKept, translation, translationKey } = kind;
  const parts = [
    part(kind, 'A', names.original, names.translated),
    ...(summaries ? [part(kind, 'B', summaries.original, summaries.translated)] : []),
    ...(bodies ? [part(kind, 'C', bodies.original, bodies.translated)] : []),
    ...(topics ? [part(kind, 'D', topicsOfOriginal, topics.translated)] : []),
  ];
  return `CREATE FUNCTION search_${table}(first_id integer, last_id integer)
    RETURNS TABLE (entry bigint, is_public boolean, words tsvector) LANGUAGE sql STABLE AS $body$
      SELECT x.id + ${number} * ${entriesPerKind}, ${isPublic}, ts_delete(${parts.join(` || ${gap} || `)}, '|')
      FROM ${table} x, LATERAL (
        SELECT least(50000, 100000 / (1 + count(*)))::integer AS characters FROM ${translation} t
        WHERE t.${translationKey} = x.id AND t.state = 'PUBLISHED') most
      WHERE x.id BETWEEN first_id AND last_id AND ${isKept}
    $body$`;
}

/** Writes the entries of the rows that this FROM gives as `entry`, `is_public` and `words`. */
function insertFrom(from: string): string[] {
  return indexes.map(
    (index) => `INSERT INTO ${index} (entry, words) SELECT entry, words FROM ${from}
      WHERE ${index === 'search_public' ? 'is_public' : 'NOT is_public'}
      ON CONFLICT (entry) DO UPDATE SET words = EXCLUDED.words`,
  );
}

function entries({ number }: SearchedTable, first: string, last: string): string {
  return `${number} * ${entriesPerKind} + ${first} AND ${number} * ${entriesPerKind} + ${last}`;
}

function remove(kind: SearchedTable, first: string, last = first): string[] {
  return indexes.map((index) => `DELETE FROM ${index} WHERE entry BETWEEN ${entries(kind, first, last)}`);
}

/**
 * Uses one plan for all rows. PostgreSQL assumes that a range of ids is large, and would plan the statements of each
 * row anew.
 */
function createTriggerFunction(kind: SearchedTable): string {
  const { table, columns } = kind;
  const row = (name: string): string => columns.map((column) => `${name}.${column}`).join(', ');
  return `CREATE FUNCTION search_${table}_changed() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $body$
    BEGIN
      IF TG_OP = 'UPDATE' AND (${row('NEW')}) IS NOT DISTINCT FROM (${row('OLD')}) THEN RETURN NULL; END IF;
      IF TG_OP <> 'INSERT' THEN ${remove(kind, 'OLD.id').join('; ')}; END IF;
      IF TG_OP <> 'DELETE' THEN ${insertFrom(`search_${table}(NEW.id, NEW.id)`).join('; ')}; END IF;
      RETURN NULL;
    END $body$`;
}

interface Trigger {
  readonly name: string;
  readonly table: string;
  readonly createFunction: string;
  readonly create: string;
}

/** Many parts of an item are written at a time, so its entry is written once for each statement. */
function triggersOfParts({ table }: SearchedTable, parts: string, key: string, condition: string): Trigger[] {
  const changed = (rows: string): string => `SELECT ${key} AS id FROM ${rows} WHERE ${condition}`;
  return [
    { event: 'INSERT', tables: 'NEW TABLE AS new_rows', ids: changed('new_rows') },
    { event: 'DELETE', tables: 'OLD TABLE AS old_rows', ids: changed('old_rows') },
    {
      event: 'UPDATE',
      tables: 'OLD TABLE AS old_rows NEW TABLE AS new_rows',
      ids: `${changed('new_rows')} UNION ${changed('old_rows')}`,
    },
  ].map(({ event, tables, ids }) => {
    const name = `search_${parts}_${event.toLowerCase()}`;
    const documents = `(SELECT DISTINCT id FROM (${ids}) changed ORDER BY id) ids, search_${table}(ids.id, ids.id)`;
    return {
      name,
      table: parts,
      createFunction: `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN ${insertFrom(documents).join('; ')}; RETURN NULL; END $body$`,
      create: `CREATE TRIGGER ${name} AFTER ${event} ON ${parts} REFERENCING ${tables}
        FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`,
    };
  });
}

const triggers = kinds.flatMap((kind): Trigger[] => {
  const { table, translation, translationKey, topics } = kind;
  const name = `search_${table}_changed`;
  const create = `CREATE TRIGGER ${name} AFTER INSERT OR UPDATE OR DELETE ON ${table}
    FOR EACH ROW EXECUTE FUNCTION ${name}()`;
  return [
    { name, table, createFunction: createTriggerFunction(kind), create },
    ...triggersOfParts(kind, translation, translationKey, `state = 'PUBLISHED'`),
    ...(topics ? triggersOfParts(kind, 'activity_topic', 'activity_id', '1 = 1') : []),
  ];
});

export const postgresSearch = {
  /**
   * Everything that must exist. Each statement changes nothing when its part exists already.
   *
   * @param hasIcu whether the server has ICU collations, which know the case of letters in every language
   * @param languages the names of stemmers by language
   */
  create: (hasIcu: boolean, languages: ReadonlyMap<string, string>): string[] => {
    const collation = hasIcu ? '"und-x-icu"' : '"default"';
    const functions = [
      createFold(collation),
      createBare(collation),
      createStemmer(languages),
      createPairs,
      createWords(collation),
      createQuery,
      ...kinds.map(createDocuments),
      ...triggers.map(({ createFunction }) => createFunction),
    ];
    return [
      ...indexes.flatMap(createIndex),
      createConcatenation.replace('CREATE', 'CREATE OR REPLACE'),
      ...functions.map((statement) => statement.replace('CREATE', 'CREATE OR REPLACE')),
      ...triggers.flatMap(({ name, table, create }) => [`DROP TRIGGER IF EXISTS ${name} ON ${table}`, create]),
    ];
  },
  triggers: triggers.map(({ name }) => name),
  drop: [
    ...triggers.map(({ name, table }) => `DROP TRIGGER IF EXISTS ${name} ON ${table}`),
    ...triggers.map(({ name }) => `DROP FUNCTION IF EXISTS ${name}()`),
    ...kinds.map(({ table }) => `DROP FUNCTION IF EXISTS search_${table}(integer, integer)`),
    'DROP AGGREGATE IF EXISTS search_all(tsvector)',
    'DROP FUNCTION IF EXISTS search_query(text, text[], text[])',
    'DROP FUNCTION IF EXISTS search_words(text, text, integer)',
    'DROP FUNCTION IF EXISTS search_pairs(text)',
    'DROP FUNCTION IF EXISTS search_stemmer(text)',
    'DROP FUNCTION IF EXISTS search_bare(text)',
    'DROP FUNCTION IF EXISTS search_fold(text)',
    ...indexes.map((index) => `DROP TABLE IF EXISTS ${index}`),
  ],
  /** Rewrites the entries of these ids of a table. */
  rebuild: (kind: SearchedTable, first: number, last: number): string[] => [
    ...remove(kind, String(first), String(last)),
    ...insertFrom(`search_${kind.table}(${first}, ${last})`),
  ],
  count: (kind: SearchedTable): string => {
    const own = entries(kind, '0', `${entriesPerKind} - 1`);
    const counts = indexes.map((index) => `(SELECT count(*) FROM ${index} WHERE entry BETWEEN ${own})`);
    return `SELECT ${counts.join(' + ')} AS entries`;
  },
};
