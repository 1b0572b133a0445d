/**
 * The statements of the full-text index on PostgreSQL. They belong to the migration FullTextSearch and never change.
 */

/** Each table has its own range of entry numbers: an entry is the table's number times this, plus the id. */
const entriesPerKind = '4294967296';

interface Kind {
  readonly table: string;
  readonly number: number;
  /** The words of the row `x` by weight: A names, B summaries, C bodies, D topics. */
  readonly words: readonly string[];
  /** The columns whose changes change the entry. */
  readonly columns: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    table: 'network',
    number: 0,
    words: [weighted(`x.name || ' ' || coalesce(x.acronym, '')`, 'A'), weighted('x.description', 'C')],
    columns: ['id', 'name', 'acronym', 'description', 'publication_state', 'deleted_at'],
  },
  {
    table: 'activity',
    number: 1,
    words: [
      weighted(`x.title || ' ' || coalesce(x.code, '')`, 'A'),
      weighted(`x.summary || ' ' || coalesce(x.place, '')`, 'B'),
      weighted('x.description', 'C'),
      'search_topics(x.id)',
    ],
    columns: ['id', 'title', 'code', 'summary', 'place', 'description', 'publication_state', 'deleted_at'],
  },
  {
    table: 'news_item',
    number: 2,
    words: [weighted('x.title', 'A'), weighted('x.excerpt', 'B'), weighted('x.body', 'C')],
    columns: ['id', 'title', 'excerpt', 'body', 'publication_state', 'deleted_at'],
  },
];

function weighted(text: string, weight: string): string {
  return `setweight(search_words(${text}), '${weight}')`;
}

const indexes = ['search_public', 'search_hidden'];

/** A word that occurs in no text. It separates two texts, so that no phrase matches across them. */
const gap = `'|':1`;

/** How much of each text is indexed. PostgreSQL rejects a row with more than a megabyte of words. */
export const MAX_CHARACTERS = 50_000;

/**
 * The words of a text: letters and digits without case and accents. PostgreSQL's own parser would treat addresses,
 * signed numbers and hyphenated words as words; it only receives words and spaces.
 */
function createWords(collation: string): string {
  return `CREATE OR REPLACE FUNCTION search_words(full_text text) RETURNS tsvector LANGUAGE plpgsql STABLE AS $body$
    DECLARE
      written text := left(coalesce(full_text, ''), ${MAX_CHARACTERS});
    BEGIN
      IF octet_length(written) = char_length(written) THEN
        RETURN to_tsvector('pg_catalog.simple', regexp_replace(written, '[^a-zA-Z0-9 ]+', ' ', 'g'));
      END IF;
      written := normalize(lower(written COLLATE ${collation}), NFD);
      written := normalize(regexp_replace(written, '[\\u0300-\\u036f]+', '', 'g'), NFC);
      RETURN to_tsvector('pg_catalog.simple', regexp_replace(replace(written, 'ς', 'σ') COLLATE ${collation}, '[^[:alnum:] ]+', ' ', 'g'));
    END $body$`;
}

const createTopics = `CREATE OR REPLACE FUNCTION search_topics(of_activity integer) RETURNS tsvector LANGUAGE sql STABLE AS $body$
    SELECT coalesce(setweight(search_words(string_agg(topic, ' / ' ORDER BY position)), 'D'), ''::tsvector)
    FROM activity_topic WHERE activity_id = of_activity
  $body$`;

/** A function instead of a view: a view would block altering the table. */
function createDocuments({ table, number, words }: Kind): string {
  return `CREATE OR REPLACE FUNCTION search_${table}(first_id integer, last_id integer)
    RETURNS TABLE (entry bigint, is_public boolean, words tsvector) LANGUAGE sql STABLE AS $body$
      SELECT x.id + ${number} * ${entriesPerKind}, x.publication_state = 'PUBLISHED',
        ts_delete(${words.join(` || $$${gap}$$::tsvector || `)}, '|')
      FROM ${table} x WHERE x.id BETWEEN first_id AND last_id AND x.deleted_at IS NULL
    $body$`;
}

function insert(table: string, index: string, first: string, last = first): string {
  return `INSERT INTO ${index} (entry, words)
    SELECT entry, words FROM search_${table}(${first}, ${last})
    WHERE ${index === 'search_public' ? 'is_public' : 'NOT is_public'}
    ON CONFLICT (entry) DO UPDATE SET words = EXCLUDED.words`;
}

function entries({ number }: Kind, first: string, last: string): string {
  return `${number} * ${entriesPerKind} + ${first} AND ${number} * ${entriesPerKind} + ${last}`;
}

function remove(kind: Kind, first: string, last = first): string {
  return indexes.map((index) => `DELETE FROM ${index} WHERE entry BETWEEN ${entries(kind, first, last)}`).join(';\n');
}

/**
 * Uses one plan for all rows. PostgreSQL assumes that a range of ids is large, and would plan the statements of each
 * row anew.
 */
function createTriggerFunction(kind: Kind): string {
  const { table, columns } = kind;
  const row = (name: string): string => columns.map((column) => `${name}.${column}`).join(', ');
  return `CREATE OR REPLACE FUNCTION search_${table}_changed() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $body$
    BEGIN
      IF TG_OP = 'UPDATE' AND (${row('NEW')}) IS NOT DISTINCT FROM (${row('OLD')}) THEN RETURN NULL; END IF;
      IF TG_OP <> 'INSERT' THEN ${remove(kind, 'OLD.id')}; END IF;
      IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
      IF NEW.publication_state = 'PUBLISHED' THEN ${insert(table, 'search_public', 'NEW.id')};
      ELSE ${insert(table, 'search_hidden', 'NEW.id')}; END IF;
      RETURN NULL;
    END $body$`;
}

/** Many topics are written at a time, so they are added to the entries once per statement. */
function createTopicsTriggerFunction(name: string, changed: string): string {
  const update = (index: string): string => `UPDATE ${index}
    SET words = ts_delete(ts_filter(words, '{a,b,c}') || $$${gap}$$::tsvector || search_topics(changed.activity_id), '|')
    FROM (${changed}) changed WHERE entry = ${entriesPerKind} + changed.activity_id`;
  return `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN ${indexes.map(update).join(';\n')}; RETURN NULL; END $body$`;
}

const newTopics = 'SELECT DISTINCT activity_id FROM new_topics';
const oldTopics = 'SELECT DISTINCT activity_id FROM old_topics';

const topicEvents = [
  { event: 'INSERT', tables: 'NEW TABLE AS new_topics', changed: newTopics },
  { event: 'DELETE', tables: 'OLD TABLE AS old_topics', changed: oldTopics },
  {
    event: 'UPDATE',
    tables: 'OLD TABLE AS old_topics NEW TABLE AS new_topics',
    changed: `${newTopics} UNION ${oldTopics}`,
  },
].map(({ event, tables, changed }) => {
  const name = `search_topics_${event.toLowerCase()}`;
  return {
    name,
    createFunction: createTopicsTriggerFunction(name, changed),
    create: `CREATE TRIGGER ${name} AFTER ${event} ON activity_topic REFERENCING ${tables}
      FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`,
  };
});

const triggers = [
  ...kinds.map(({ table }) => ({
    name: `search_${table}_changed`,
    table,
    create: `CREATE TRIGGER search_${table}_changed AFTER INSERT OR UPDATE OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION search_${table}_changed()`,
  })),
  ...topicEvents.map(({ name, create }) => ({ name, table: 'activity_topic', create })),
];

export const postgresFullText = {
  /**
   * Everything that must exist. Each statement changes nothing when its part exists already.
   *
   * @param hasIcu whether the server has ICU collations, which know the case of letters in every language
   */
  create: (hasIcu: boolean): string[] => [
    ...indexes.flatMap((index) => [
      `CREATE TABLE IF NOT EXISTS ${index} (entry bigint PRIMARY KEY, words tsvector NOT NULL)`,
      `CREATE INDEX IF NOT EXISTS ${index}_words ON ${index} USING gin (words)`,
    ]),
    createWords(hasIcu ? '"und-x-icu"' : '"default"'),
    createTopics,
    ...kinds.flatMap((kind) => [createDocuments(kind), createTriggerFunction(kind)]),
    ...topicEvents.map(({ createFunction }) => createFunction),
    ...triggers.flatMap(({ name, table, create }) => [`DROP TRIGGER IF EXISTS ${name} ON ${table}`, create]),
  ],
  triggers: triggers.map(({ name }) => name),
  drop: [
    ...triggers.map(({ name, table }) => `DROP TRIGGER IF EXISTS ${name} ON ${table}`),
    ...triggers.map(({ name }) => `DROP FUNCTION IF EXISTS ${name}()`),
    ...kinds.map(({ table }) => `DROP FUNCTION IF EXISTS search_${table}(integer, integer)`),
    'DROP FUNCTION IF EXISTS search_topics(integer)',
    'DROP FUNCTION IF EXISTS search_words(text)',
    ...indexes.map((index) => `DROP TABLE IF EXISTS ${index}`),
  ],
  /** Rewrites the entries of these ids of a table. */
  rebuild: (table: string, first: number, last: number): string[] => {
    const inserts = indexes.map((index) => insert(table, index, String(first), String(last)));
    return [remove(kindOf(table), String(first), String(last)), ...inserts];
  },
  count: (table: string): string => {
    const own = entries(kindOf(table), '0', `${entriesPerKind} - 1`);
    const counts = indexes.map((index) => `(SELECT count(*) FROM ${index} WHERE entry BETWEEN ${own})`);
    return `SELECT ${counts.join(' + ')} AS entries`;
  },
};

function kindOf(table: string): Kind {
  return kinds.find((kind) => kind.table === table)!;
}
