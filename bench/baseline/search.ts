import { withBegunWords } from '../../src/database/full-text/begun-words.sqlite';
import { anyWordOf, toTsquery } from '../../src/database/full-text/search-query.postgres';
import { toFts5, toNamedFts5 } from '../../src/database/full-text/search-query.sqlite';
import { raw, type Sql, sql } from '../../src/database/sql/sql';
import { ofWholeWords, parseSearchText, type SearchText } from '../../src/database/text/search-text';
import type { SearchVariables } from '../operations';
import type { Row, Statements } from './statements';

/** The entry numbers of each table in the index, and the displayed column of each table. */
const ENTRIES_PER_TABLE = 2 ** 32;
const TABLES = [
  { typename: 'Network', table: 'network', column: 'name' },
  { typename: 'Activity', table: 'activity', column: 'title' },
  { typename: 'NewsItem', table: 'news_item', column: 'title' },
];

/** More matches are not ranked: those with the words in their names come first, which fill a page. */
const MAX_RANKED = 2_000;

/** The languages of the measured server, whose word forms match. */
const LOCALES = ['en', 'fr', 'ru'];

/** The plain full-text queries for one page, and a statement for each table on it. */
export function search({ prepare, dialect, isIn, idList }: Statements) {
  const queries = dialect === 'sqlite' ? sqliteQueries : postgresQueries;
  const find = (queryFor: (query: SearchText) => Sql): ((query: SearchText) => Promise<Row[]>) => {
    const statement = queryFor(parseSearchText('word', LOCALES)!);
    const run = prepare(dialect === 'sqlite' ? statement.sql : statement.text);
    return async (query) => run(...queryFor(query).values);
  };
  const [findRanked, findNamed] = [find(queries.ranked), find(queries.named)];
  const statements = TABLES.map(({ table, column }) =>
    prepare(`SELECT id, slug, ${column} FROM ${table} WHERE ${isIn('id')}`),
  );

  return async ({ text }: SearchVariables) => {
    const query = parseSearchText(text, LOCALES)!;
    const ranked = await findRanked(query);
    const entries = (ranked.length > 0 ? ranked : await findNamed(query)).map(({ entry }) => ({
      table: Math.floor(Number(entry) / ENTRIES_PER_TABLE),
      id: Number(entry) % ENTRIES_PER_TABLE,
    }));
    const found = await Promise.all(
      statements.map(async (findByIds, table) => {
        const ids = entries.filter((entry) => entry.table === table).map(({ id }) => id);
        const rows = ids.length === 0 ? [] : await findByIds(idList(ids));
        return new Map(rows.map((row) => [row['id'] as number, row]));
      }),
    );
    return { search: { nodes: entries.map(({ table, id }) => nodeOf(table, found[table]!.get(id)!)) } };
  };
}

const few = raw(String(MAX_RANKED));
const tooMany = raw(String(MAX_RANKED + 1));

/** The words of the requests have three letters or more, so that all statements have the same text. */
const matches = (query: SearchText): Sql =>
  sql`search_public MATCH ${withBegunWords('search_public', query, toFts5(query))}`;

const sqliteQueries = {
  ranked: (query: SearchText) => sql`
    SELECT rowid AS entry FROM search_public WHERE ${matches(query)} AND ${few} >= (
      SELECT count(*) FROM (SELECT 1 FROM search_public WHERE ${matches(query)} LIMIT ${tooMany}))
    ORDER BY bm25(search_public, 8, 3, 1, 3), rowid LIMIT 20`,
  named: (query: SearchText) =>
    sql`SELECT rowid AS entry FROM search_public WHERE search_public MATCH ${toNamedFts5(query)} ORDER BY rowid LIMIT 20`,
};

const postgresQueries = {
  ranked: (query: SearchText) => sql`
    WITH asked AS (SELECT ${toTsquery(query)} AS query), word AS (SELECT ${anyWordOf(raw('query'))} AS word FROM asked),
      ranked AS MATERIALIZED (
        SELECT entry, -ts_rank('{0.375,0.125,0.375,1}', ranked_words, (SELECT word FROM word)) AS rank
        FROM search_public WHERE words @@ (SELECT query FROM asked) LIMIT ${tooMany})
    SELECT entry FROM ranked WHERE (SELECT count(*) FROM ranked) <= ${few} ORDER BY rank, entry LIMIT 20`,
  named: (query: SearchText) => sql`
    SELECT entry FROM search_public WHERE ts_filter(words, '{a}') @@ (SELECT ${toTsquery(ofWholeWords(query))})
    ORDER BY entry LIMIT 20`,
};

function nodeOf(table: number, row: Row) {
  const { typename, column } = TABLES[table]!;
  return { __typename: typename, slug: row['slug'], [column]: row[column] };
}
