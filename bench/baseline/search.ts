import type { SearchVariables } from '../operations';
import type { Row, Statements } from './statements';

/** Which entries of the index are of which kind, and where what is shown of it stands. */
const entriesPerKind = 2 ** 32;
const kinds = [
  { typename: 'Network', table: 'network', shown: 'name' },
  { typename: 'Activity', table: 'activity', shown: 'title' },
  { typename: 'NewsItem', table: 'news_item', shown: 'title' },
];

/** The bare full-text query of one page, and a statement for each kind that is on it. */
export function search({ prepare, dialect, isIn, idList }: Statements) {
  const matches = prepare(
    dialect === 'sqlite'
      ? `SELECT rowid AS entry FROM search_public WHERE search_public MATCH ?
         ORDER BY bm25(search_public, 8, 3, 1, 3), rowid LIMIT 20`
      : `SELECT entry FROM search_public, to_tsquery('simple', ?) asked WHERE words @@ asked
         ORDER BY -ts_rank_cd('{0.375,0.125,0.375,1}', words, asked, 1), entry LIMIT 20`,
  );
  const things = kinds.map(({ table, shown }) =>
    prepare(`SELECT id, slug, ${shown} FROM ${table} WHERE ${isIn('id')}`),
  );

  return async ({ text }: SearchVariables) => {
    const words = text.split(' ');
    const asked =
      dialect === 'sqlite'
        ? `${words.map((word) => `"${word}"`).join(' AND ')}*`
        : `${words.map((word) => `'${word}'`).join(' & ')}:*`;
    const places = (await matches(asked)).map(({ entry }) => ({
      kind: Math.floor(Number(entry) / entriesPerKind),
      id: Number(entry) % entriesPerKind,
    }));
    const found = await Promise.all(
      things.map(async (thing, kind) => {
        const ids = places.filter((place) => place.kind === kind).map(({ id }) => id);
        const rows = ids.length === 0 ? [] : await thing(idList(ids));
        return new Map(rows.map((row) => [row['id'] as number, row]));
      }),
    );
    return { search: { nodes: places.map(({ kind, id }) => nodeOf(kind, found[kind]!.get(id)!)) } };
  };
}

function nodeOf(kind: number, row: Row) {
  const { typename, shown } = kinds[kind]!;
  return { __typename: typename, slug: row['slug'], [shown]: row[shown] };
}
