import type { SearchVariables } from '../operations';
import type { Row, Statements } from './statements';

/** The entry numbers of each table in the index, and the displayed column of each table. */
const ENTRIES_PER_TABLE = 2 ** 32;
const TABLES = [
  { typename: 'Network', table: 'network', column: 'name' },
  { typename: 'Activity', table: 'activity', column: 'title' },
  { typename: 'NewsItem', table: 'news_item', column: 'title' },
];

/** More matches are not ranked: those with the words in their names come first. */
const MAX_RANKED = 2_000;

const PAGE_SIZE = 20;

/** The plain full-text queries for one page, and a statement for each table on it. */
export function search({ prepare, dialect, isIn, idList }: Statements) {
  const { ranked, named, unnamed } = statementsOf(dialect);
  const findRanked = prepare(ranked);
  const findNamed = prepare(named);
  const findUnnamed = prepare(unnamed);
  const find = async (query: string): Promise<Row[]> => {
    const best = await findRanked(query, query);
    if (best.length > 0) return best;
    const first = await findNamed(dialect === 'sqlite' ? `{names} : (${query})` : query);
    if (first.length === PAGE_SIZE) return first;
    const others = dialect === 'sqlite' ? [`(${query}) NOT ({names} : (${query}))`] : [query, query];
    return [...first, ...(await findUnnamed(...others))].slice(0, PAGE_SIZE);
  };
  const statements = TABLES.map(({ table, column }) =>
    prepare(`SELECT id, slug, ${column} FROM ${table} WHERE ${isIn('id')}`),
  );

  return async ({ text }: SearchVariables) => {
    const words = text.split(' ');
    const query =
      dialect === 'sqlite'
        ? `${words.map((word) => `"${word}"`).join(' AND ')}*`
        : `${words.map((word) => `'${word}'`).join(' & ')}:*`;
    const entries = (await find(query)).map(({ entry }) => ({
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

function statementsOf(dialect: Statements['dialect']): Record<'ranked' | 'named' | 'unnamed', string> {
  if (dialect === 'sqlite') {
    const matches = `SELECT rowid AS entry FROM search_public WHERE search_public MATCH ? ORDER BY rowid LIMIT ${PAGE_SIZE}`;
    return {
      ranked: `SELECT rowid AS entry FROM search_public WHERE search_public MATCH ? AND ${MAX_RANKED} >= (
          SELECT count(*) FROM (SELECT 1 FROM search_public WHERE search_public MATCH ? LIMIT ${MAX_RANKED + 1}))
        ORDER BY bm25(search_public, 8, 3, 1, 3), rowid LIMIT ${PAGE_SIZE}`,
      named: matches,
      unnamed: matches,
    };
  }
  const named = `ts_filter(words, '{a}') @@ (SELECT to_tsquery('simple', ?))`;
  return {
    ranked: `WITH ranked AS MATERIALIZED (
        SELECT entry, -ts_rank('{0.375,0.125,0.375,1}', ranked_words, word) AS rank
        FROM search_public, to_tsquery('simple', ?) asked, to_tsquery('simple', replace(?, '&', '|')) word
        WHERE words @@ asked LIMIT ${MAX_RANKED + 1})
      SELECT entry FROM ranked WHERE (SELECT count(*) FROM ranked) <= ${MAX_RANKED} ORDER BY rank, entry LIMIT ${PAGE_SIZE}`,
    named: `SELECT entry FROM search_public WHERE ${named} ORDER BY entry LIMIT ${PAGE_SIZE}`,
    unnamed: `SELECT entry FROM search_public WHERE words @@ (SELECT to_tsquery('simple', ?))
      AND entry NOT IN (SELECT entry FROM search_public WHERE ${named}) ORDER BY entry LIMIT ${PAGE_SIZE}`,
  };
}

function nodeOf(table: number, row: Row) {
  const { typename, column } = TABLES[table]!;
  return { __typename: typename, slug: row['slug'], [column]: row[column] };
}
