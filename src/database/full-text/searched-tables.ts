/** Each table has its own range of entry numbers: an entry is the table's number times this, plus the id. */
export const entriesPerKind = 4_294_967_296;

/** Texts of equal weight, as an expression over the row `x` of the table and over the row `t` of its translations. */
interface Texts {
  readonly original: string;
  readonly translated: string;
}

export interface SearchedTable {
  readonly table: string;
  readonly number: number;
  readonly names: Texts;
  readonly summaries: Texts | null;
  readonly bodies: Texts | null;
  /** Those of the original language are rows of `activity_topic`. */
  readonly topics: Pick<Texts, 'translated'> | null;
  /** Conditions on the row `x`. */
  readonly isPublic: string;
  readonly isKept: string;
  /** The columns whose changes change the entry. */
  readonly columns: readonly string[];
  readonly translation: string;
  /** The column of the translations with the id of the row. */
  readonly translationKey: string;
  readonly translatedColumns: readonly string[];
}

const publishable = { isPublic: `x.publication_state = 'PUBLISHED'`, isKept: 'x.deleted_at IS NULL' };

const publishableColumns = ['id', 'original_locale', 'publication_state', 'deleted_at'];

/** What the full-text index contains. */
export const kinds: readonly SearchedTable[] = [
  {
    ...publishable,
    table: 'network',
    number: 0,
    names: { original: `x.name || ' ' || coalesce(x.acronym, '')`, translated: 't.name' },
    summaries: null,
    bodies: { original: `coalesce(x.description, '')`, translated: `coalesce(t.description, '')` },
    topics: null,
    columns: [...publishableColumns, 'name', 'acronym', 'description'],
    translation: 'network_translation',
    translationKey: 'network_id',
    translatedColumns: ['name', 'description'],
  },
  {
    ...publishable,
    table: 'activity',
    number: 1,
    names: { original: `x.title || ' ' || coalesce(x.code, '')`, translated: 't.title' },
    summaries: {
      original: `x.summary || ' ' || coalesce(x.place, '')`,
      translated: `t.summary || ' ' || coalesce(t.place, '')`,
    },
    bodies: { original: `coalesce(x.description, '')`, translated: `coalesce(t.description, '')` },
    topics: { translated: 't.topics' },
    columns: [...publishableColumns, 'title', 'code', 'summary', 'place', 'description'],
    translation: 'activity_translation',
    translationKey: 'activity_id',
    translatedColumns: ['title', 'summary', 'place', 'description', 'topics'],
  },
  {
    ...publishable,
    table: 'news_item',
    number: 2,
    names: { original: 'x.title', translated: 't.title' },
    summaries: { original: 'x.excerpt', translated: 't.excerpt' },
    bodies: { original: `coalesce(x.body, '')`, translated: `coalesce(t.body, '')` },
    topics: null,
    columns: [...publishableColumns, 'title', 'excerpt', 'body'],
    translation: 'news_item_translation',
    translationKey: 'news_item_id',
    translatedColumns: ['title', 'excerpt', 'body'],
  },
  {
    table: 'organisation',
    number: 3,
    names: { original: `x.name || ' ' || coalesce(x.acronym, '')`, translated: 't.name' },
    summaries: null,
    bodies: null,
    topics: null,
    isPublic: '1 = 1',
    isKept: '1 = 1',
    columns: ['id', 'original_locale', 'name', 'acronym'],
    translation: 'organisation_translation',
    translationKey: 'organisation_id',
    translatedColumns: ['name'],
  },
];
