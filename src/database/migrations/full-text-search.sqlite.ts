/** The statements of the full-text index on SQLite. They belong to the migration FullTextSearch and never change. */

/** Each table has its own range of entry numbers: an entry is the table's number times this, plus the id. */
export const entriesPerKind = 4_294_967_296;

export interface Kind {
  readonly table: string;
  readonly number: number;
  /** The texts by weight, as expressions over the row `x`. */
  readonly names: string;
  readonly summaries: string;
  readonly bodies: string;
  readonly topics: string;
  /** The columns whose changes change the entry. */
  readonly columns: readonly string[];
}

export const kinds: readonly Kind[] = [
  {
    table: 'network',
    number: 0,
    names: `x.name || ' ' || coalesce(x.acronym, '')`,
    summaries: `''`,
    bodies: `coalesce(x.description, '')`,
    topics: `''`,
    columns: ['id', 'name', 'acronym', 'description', 'publication_state', 'deleted_at'],
  },
  {
    table: 'activity',
    number: 1,
    names: `x.title || ' ' || coalesce(x.code, '')`,
    summaries: `x.summary || ' ' || coalesce(x.place, '')`,
    bodies: `coalesce(x.description, '')`,
    topics: `coalesce((SELECT group_concat(t.topic, ' / ') FROM activity_topic t WHERE t.activity_id = x.id), '')`,
    columns: ['id', 'title', 'code', 'summary', 'place', 'description', 'publication_state', 'deleted_at'],
  },
  {
    table: 'news_item',
    number: 2,
    names: 'x.title',
    summaries: 'x.excerpt',
    bodies: `coalesce(x.body, '')`,
    topics: `''`,
    columns: ['id', 'title', 'excerpt', 'body', 'publication_state', 'deleted_at'],
  },
];

const indexes = ['search_public', 'search_hidden'];

/**
 * SQLite's tokenizer removes case in every script, but accents from Latin letters only. These are the letters of the
 * other alphabets of Europe and Central Asia that Unicode decomposes, and the Latin ones that the tokenizer misses.
 */
const accented: Readonly<Record<string, string>> = {
  а: 'ӐӑӒӓ',
  г: 'Ѓѓ',
  е: 'ЀѐЁёӖӗ',
  ж: 'ӁӂӜӝ',
  з: 'Ӟӟ',
  и: 'ЍѝЙйӢӣӤӥ',
  к: 'Ќќ',
  о: 'Ӧӧ',
  у: 'ЎўӮӯӰӱӲӳ',
  ч: 'Ӵӵ',
  ы: 'Ӹӹ',
  э: 'Ӭӭ',
  і: 'Її',
  ѵ: 'Ѷѷ',
  ә: 'Ӛӛ',
  ө: 'Ӫӫ',
  α: 'Άά',
  ε: 'Έέ',
  η: 'Ήή',
  ι: 'ΊίΪϊΐ',
  ο: 'Όό',
  υ: 'ΎύΫϋΰ',
  ω: 'Ώώ',
  a: 'Ǡǡ',
  æ: 'ǢǣǼǽ',
  ø: 'Ǿǿ',
  ʒ: 'Ǯǯ',
};

/** How many characters of each text are indexed: what PostgreSQL can take of any text. */
export const MAX_CHARACTERS = 50_000;

/** The text without the accents above. Most texts are ASCII and have none. */
function folded(full: string): string {
  const text = `substr(${full}, 1, ${MAX_CHARACTERS})`;
  const replaced = Object.entries(accented).reduce(
    (inner, [plain, letters]) =>
      Array.from(letters).reduce((all, letter) => `replace(${all}, '${letter}', '${plain}')`, inner),
    text,
  );
  return `CASE WHEN octet_length(${text}) = length(${text}) THEN ${text} ELSE ${replaced} END`;
}

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

function createView({ table, number, names, summaries, bodies, topics }: Kind): string {
  return `CREATE VIEW IF NOT EXISTS ${table}_document AS
    SELECT x.id, x.id + ${number * entriesPerKind} AS entry, x.publication_state = 'PUBLISHED' AS is_public,
      ${folded(names)} AS names, ${folded(summaries)} AS summaries, ${folded(bodies)} AS bodies,
      ${folded(topics)} AS topics
    FROM ${table} x WHERE x.deleted_at IS NULL`;
}

function entries({ number }: Kind, first: string, last: string): string {
  return `${first} + ${number * entriesPerKind} AND ${last} + ${number * entriesPerKind}`;
}

function remove(kind: Kind, first: string, last = first): string[] {
  return indexes.map((index) => `DELETE FROM ${index} WHERE rowid BETWEEN ${entries(kind, first, last)}`);
}

function insert({ table }: Kind, first: string, last = first): string[] {
  return indexes.map(
    (index) => `INSERT INTO ${index} (rowid, names, summaries, bodies, topics)
      SELECT entry, names, summaries, bodies, topics FROM ${table}_document
      WHERE id BETWEEN ${first} AND ${last} AND ${index === 'search_public' ? 'is_public' : 'NOT is_public'}`,
  );
}

function trigger(name: string, event: string, statements: readonly string[]): { name: string; create: string } {
  const body = statements.map((statement) => `${statement};`).join('\n');
  return { name, create: `CREATE TRIGGER IF NOT EXISTS ${name} ${event} BEGIN ${body} END` };
}

const triggers = kinds.flatMap((kind) => {
  const { table, columns } = kind;
  const isChanged = columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');
  const own = [
    trigger(`${table}_search_insert`, `AFTER INSERT ON ${table}`, [
      ...remove(kind, 'NEW.id'),
      ...insert(kind, 'NEW.id'),
    ]),
    trigger(`${table}_search_update`, `AFTER UPDATE ON ${table} WHEN ${isChanged}`, [
      ...remove(kind, 'OLD.id'),
      ...remove(kind, 'NEW.id'),
      ...insert(kind, 'NEW.id'),
    ]),
    trigger(`${table}_search_delete`, `AFTER DELETE ON ${table}`, remove(kind, 'OLD.id')),
  ];
  if (table !== 'activity') return own;
  const again = (row: string): string[] => [
    ...remove(kind, `${row}.activity_id`),
    ...insert(kind, `${row}.activity_id`),
  ];
  return [
    ...own,
    trigger('activity_topic_search_insert', 'AFTER INSERT ON activity_topic', again('NEW')),
    trigger('activity_topic_search_update', 'AFTER UPDATE ON activity_topic', [...again('OLD'), ...again('NEW')]),
    trigger('activity_topic_search_delete', 'AFTER DELETE ON activity_topic', again('OLD')),
  ];
});

export const sqliteFullText = {
  /** Everything that must exist. Each statement changes nothing when its part exists already. */
  create: [...indexes.map(createIndex), ...kinds.map(createView), ...triggers.map(({ create }) => create)],
  triggers: triggers.map(({ name }) => name),
  drop: [
    ...triggers.map(({ name }) => `DROP TRIGGER IF EXISTS ${name}`),
    ...kinds.map(({ table }) => `DROP VIEW IF EXISTS ${table}_document`),
    ...indexes.map((index) => `DROP TABLE IF EXISTS ${index}`),
  ],
  /** Rewrites the entries of these ids of a table. */
  rebuild: (table: string, first: number, last: number): string[] => {
    const kind = kindOf(table);
    return [...remove(kind, String(first), String(last)), ...insert(kind, String(first), String(last))];
  },
  count: (table: string): string => {
    const own = entries(kindOf(table), '0', String(entriesPerKind - 1));
    const counts = indexes.map((index) => `(SELECT count(*) FROM ${index} WHERE rowid BETWEEN ${own})`);
    return `SELECT ${counts.join(' + ')} AS entries`;
  },
};

function kindOf(table: string): Kind {
  return kinds.find((kind) => kind.table === table)!;
}
