import type { SearchVariables } from '../operations';
import type { Row, Statements } from './statements';

/** The entry numbers of each table in the index, and the displayed column of each table. */
const ENTRIES_PER_TABLE = 2 ** 32;
const TABLES = [
  { typename: 'Network', table: 'network', column: 'name' },
  { typename: 'Activity', table: 'activity', column: 'title' },
  { typename: 'NewsItem', table: 'news_item', column: 'title' },
];

/** The plain full-text query for one page, and a statement for each table on it. */
export function search({ prepare, dialect, isIn, idList }: Statements) {
  const matches = prepare(
    dialect === 'sqlite'
      ? `SELECT rowid AS entry FROM search_public WHERE search_public MATCH ?
         ORDER BY bm25(search_public, 8, 3, 1, 3), rowid LIMIT 20`
      : `SELECT entry FROM search_public, to_tsquery('simple', ?) asked, to_tsquery('simple', replace(asked::text, '&', '|')) word
         WHERE words @@ asked ORDER BY -ts_rank('{0.375,0.125,0.375,1}', ranked_words, word), entry LIMIT 20`,
  );
  const statements = TABLES.map(({ table, column }) =>
    prepare(`SELECT id, slug, ${column} FROM ${table} WHERE ${isIn('id')}`),
  );

  return async ({ text }: SearchVariables) => {
    const words = text.split(' ');
    const query =
      dialect === 'sqlite'
        ? `${words.map((word) => `"${word}"`).join(' AND ')}*`
        : `${words.map((word) => `'${word}'`).join(' & ')}:*`;
    const entries = (await matches(query)).map(({ entry }) => ({
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

function nodeOf(table: number, row: Row) {
  const { typename, column } = TABLES[table]!;
  return { __typename: typename, slug: row['slug'], [column]: row[column] };
}
