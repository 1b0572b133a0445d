import { entriesPerKind, kinds, type SearchedTable } from './searched-tables';

/*
 * The statements of the full-text index on SQLite.
 *
 * The function `search_words(locale, text, most)` is one of the server: `indexedText` of search-text.ts.
 */

const indexes = ['search_public', 'search_hidden'];

/**
 * Currency signs, punctuation and emoji that are newer than the tokenizer, and the bullets of word processors. The
 * tokenizer would treat unknown characters as letters.
 */
const newSigns = [
  [0x2066, 0x2069],
  [0x20ba, 0x20cf],
  [0x23f4, 0x23fa],
  [0x2e3c, 0x2e5d],
  [0xf000, 0xf0ff],
  [0x1f300, 0x1faff],
].flatMap(([first, last]) =>
  Array.from({ length: last! - first! + 1 }, (_, place) => String.fromCodePoint(first! + place)),
);

/**
 * Stores words and their positions, but no texts. With `categories`, only letters and digits form words. Prefixes of
 * one and two letters have indexes of their own, since they match many words; longer prefixes need none.
 */
function createIndex(name: string): string {
  const tokenizer = `unicode61 remove_diacritics 2 categories 'L* Nd' separators '${newSigns.join('')}'`;
  return `CREATE VIRTUAL TABLE IF NOT EXISTS ${name} USING fts5(names, summaries, bodies, topics,
    content='', contentless_delete=1, prefix='1 2', tokenize="${tokenizer}")`;
}

/**
 * Shows the words in an index, in their order. The table has no rows of its own: FTS5 reads them from the index. Searches for the
 * beginning of a word look up there which words begin so.
 */
function createVocabulary(index: string): string {
  return `CREATE VIRTUAL TABLE IF NOT EXISTS ${index}_vocabulary USING fts5vocab(${index}, instance)`;
}

/** Separates the texts of two languages: a word that no search contains. */
const gap = 'ʹ';

/** How much of each text is indexed: as much as PostgreSQL can take of an item. */
function maxCharacters({ translation, translationKey }: SearchedTable): string {
  const translations = `(SELECT count(*) FROM ${translation} t WHERE t.${translationKey} = x.id AND t.state = 'PUBLISHED')`;
  return `min(50000, 100000 / (1 + ${translations}))`;
}

/** The words of a part of an item: those of its original language, then those of each published translation. */
function words(kind: SearchedTable, original: string, translated: string): string {
  const { translation, translationKey } = kind;
  return `search_words(x.original_locale, ${original}, ${maxCharacters(kind)}) || coalesce(
    (SELECT group_concat(' ${gap} ' || search_words(t.locale, ${translated}, ${maxCharacters(kind)}), '')
    FROM ${translation} t WHERE t.${translationKey} = x.id AND t.state = 'PUBLISHED'), '')`;
}

const topicsOfOriginal = `coalesce(
  (SELECT group_concat(o.topic, ' / ') FROM activity_topic o WHERE o.activity_id = x.id), '')`;

function createView(kind: SearchedTable): string {
  const { table, number, names, summaries, bodies, topics, isPublic, isKept } = kind;
  const parts = [
    words(kind, names.original, names.translated),
    summaries ? words(kind, summaries.original, summaries.translated) : `''`,
    bodies ? words(kind, bodies.original, bodies.translated) : `''`,
    topics ? words(kind, topicsOfOriginal, topics.translated) : `''`,
  ];
  return `CREATE VIEW IF NOT EXISTS ${table}_document AS
    SELECT x.id, x.id + ${number} * ${entriesPerKind} AS entry, ${isPublic} AS is_public,
      ${parts[0]} AS names, ${parts[1]} AS summaries, ${parts[2]} AS bodies, ${parts[3]} AS topics
    FROM ${table} x WHERE ${isKept}`;
}

function entries({ number }: SearchedTable, first: string, last: string): string {
  return `${first} + ${number} * ${entriesPerKind} AND ${last} + ${number} * ${entriesPerKind}`;
}

function remove(kind: SearchedTable, first: string, last = first): string[] {
  return indexes.map((index) => `DELETE FROM ${index} WHERE rowid BETWEEN ${entries(kind, first, last)}`);
}

function insert({ table }: SearchedTable, first: string, last = first): string[] {
  return indexes.map(
    (index) => `INSERT INTO ${index} (rowid, names, summaries, bodies, topics)
      SELECT entry, names, summaries, bodies, topics FROM ${table}_document
      WHERE id BETWEEN ${first} AND ${last} AND ${index === 'search_public' ? 'is_public' : 'NOT is_public'}`,
  );
}

function again(kind: SearchedTable, id: string): string[] {
  return [...remove(kind, id), ...insert(kind, id)];
}

function trigger(name: string, event: string, statements: readonly string[]): { name: string; create: string } {
  const body = statements.map((statement) => `${statement};`).join('\n');
  return { name, create: `CREATE TRIGGER IF NOT EXISTS ${name} ${event} BEGIN ${body} END` };
}

function triggersOf(kind: SearchedTable): { name: string; create: string }[] {
  const { table, columns, translation, translationKey, translatedColumns } = kind;
  const isChanged = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
  const isTranslationChanged = [translationKey, 'locale', 'state', ...translatedColumns]
    .map((column) => `NEW.${column} IS NOT OLD.${column}`)
    .join(' OR ');
  return [
    trigger(`${table}_search_insert`, `AFTER INSERT ON ${table}`, again(kind, 'NEW.id')),
    trigger(`${table}_search_update`, `AFTER UPDATE ON ${table} WHEN ${isChanged}`, [
      ...remove(kind, 'OLD.id'),
      ...again(kind, 'NEW.id'),
    ]),
    trigger(`${table}_search_delete`, `AFTER DELETE ON ${table}`, remove(kind, 'OLD.id')),
    trigger(
      `${translation}_search_insert`,
      `AFTER INSERT ON ${translation} WHEN NEW.state = 'PUBLISHED'`,
      again(kind, `NEW.${translationKey}`),
    ),
    trigger(
      `${translation}_search_update`,
      `AFTER UPDATE ON ${translation} WHEN 'PUBLISHED' IN (NEW.state, OLD.state) AND (${isTranslationChanged})`,
      [...again(kind, `OLD.${translationKey}`), ...again(kind, `NEW.${translationKey}`)],
    ),
    trigger(
      `${translation}_search_delete`,
      `AFTER DELETE ON ${translation} WHEN OLD.state = 'PUBLISHED'`,
      again(kind, `OLD.${translationKey}`),
    ),
    ...(kind.topics ? triggersOfTopics(kind) : []),
  ];
}

function triggersOfTopics(kind: SearchedTable): { name: string; create: string }[] {
  const [before, after] = [again(kind, 'OLD.activity_id'), again(kind, 'NEW.activity_id')];
  return [
    trigger('activity_topic_search_insert', 'AFTER INSERT ON activity_topic', after),
    trigger('activity_topic_search_update', 'AFTER UPDATE ON activity_topic', [...before, ...after]),
    trigger('activity_topic_search_delete', 'AFTER DELETE ON activity_topic', before),
  ];
}

const triggers = kinds.flatMap(triggersOf);

export const sqliteSearch = {
  /** Everything that must exist. Each statement changes nothing when its part exists already. */
  create: [
    ...indexes.flatMap((index) => [createIndex(index), createVocabulary(index)]),
    ...kinds.map(createView),
    ...triggers.map(({ create }) => create),
  ],
  triggers: triggers.map(({ name }) => name),
  drop: [
    ...triggers.map(({ name }) => `DROP TRIGGER IF EXISTS ${name}`),
    ...kinds.map(({ table }) => `DROP VIEW IF EXISTS ${table}_document`),
    ...indexes.flatMap((index) => [`DROP TABLE IF EXISTS ${index}_vocabulary`, `DROP TABLE IF EXISTS ${index}`]),
  ],
  /** Rewrites the entries of these ids of a table. */
  rebuild: (kind: SearchedTable, first: number, last: number): string[] => [
    ...remove(kind, String(first), String(last)),
    ...insert(kind, String(first), String(last)),
  ],
  count: (kind: SearchedTable): string => {
    const own = entries(kind, '0', `${entriesPerKind} - 1`);
    const counts = indexes.map((index) => `(SELECT count(*) FROM ${index} WHERE rowid BETWEEN ${own})`);
    return `SELECT ${counts.join(' + ')} AS entries`;
  },
};
