import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { FullTextTable } from './migrations/1764390000000-full-text-search';
import type { ReadDatabase } from './read-database';
import { parseSearchText, toFts5, toTsquery, type SearchText } from './search-text';

export type { FullTextTable };

/** Every kind of thing has a range of entries of its own, which is also the order of things that rank alike. */
const ENTRIES_PER_TABLE = 2 ** 32;
const TABLES: readonly FullTextTable[] = ['network', 'activity', 'news_item'];

/** The index of what everybody sees, and that of the rest. A rank within one says nothing of the other's texts. */
export type FullTextIndex = 'search_public' | 'search_hidden';

/** Names weigh most, then summaries and topics, then bodies. Both databases are told so in their own way. */
const WEIGHTS = { names: 8, summaries: 3, bodies: 1, topics: 3 };

/** A thing as the index knows it. */
export interface Entry {
  readonly table: FullTextTable;
  readonly id: number;
}

/** The smaller the rank, the better. */
export interface RankedEntry extends Entry {
  readonly rank: number;
}

/** The number of a kind in cursors. */
export function tableNumber(table: FullTextTable): number {
  return TABLES.indexOf(table);
}

export function tableByNumber(number: number): FullTextTable | undefined {
  return TABLES[number];
}

/** Whether the row whose id the expression gives matches the text in one of these indexes; no row does when that has no word. */
export function matchesText(
  read: ReadDatabase,
  within: readonly FullTextIndex[],
  table: FullTextTable,
  id: Sql,
  text: string,
): Sql {
  const query = parseSearchText(text);
  if (query === null) return raw('1 = 0');
  const kind = tableNumber(table);
  const first = raw(String(kind * ENTRIES_PER_TABLE));
  // On PostgreSQL a range of entries could be taken for the better index.
  const [entry, isOfTable] =
    read.dialect === 'sqlite'
      ? [raw('rowid'), sql`rowid BETWEEN ${first} AND ${raw(String((kind + 1) * ENTRIES_PER_TABLE - 1))}`]
      : [raw('entry'), raw(`entry >> 32 = ${kind}`)];
  const ids = within.map(
    (index) => sql`SELECT ${entry} - ${first} FROM ${raw(index)} WHERE ${isMatch(read, index, query)} AND ${isOfTable}`,
  );
  // By the plus SQLite makes the list once, and looks into it. Sought by the list, common words have everything read and
  // sorted; and with statistics (ANALYZE) it goes through the list again for each row of a join.
  return sql`${raw(read.dialect === 'sqlite' ? '+' : '')}${id} IN (${join(ids, ' UNION ALL ')})`;
}

/** The best matches of these indexes, in order: by rank, then by kind and id. */
export async function findByRank(
  read: ReadDatabase,
  from: readonly FullTextIndex[],
  query: SearchText,
  { after, limit }: { readonly after: RankedEntry | null; readonly limit: number },
): Promise<RankedEntry[]> {
  const selects = from.map((index) => {
    const ranked = rankedMatches(read, index, query);
    const isAfter =
      after === null ? raw('') : sql`WHERE (rank, entry) > (${rankValue(read, after.rank)}, ${entryOf(after)})`;
    return sql`SELECT * FROM (
      SELECT entry, rank FROM (${ranked}) ranked ${isAfter} ORDER BY rank, entry LIMIT ${limit}
    ) ${raw(`best_${index}`)}`;
  });
  const rows = await read.query<{ entry: number | string; rank: number }>(
    sql`SELECT entry, rank FROM (${join(selects, ' UNION ALL ')}) found ORDER BY rank, entry LIMIT ${limit}`,
  );
  return rows.map(({ entry, rank }) => ({ ...toEntry(Number(entry)), rank }));
}

export async function countMatches(
  read: ReadDatabase,
  from: readonly FullTextIndex[],
  query: SearchText,
): Promise<number> {
  const selects = from.map(
    (index) =>
      sql`SELECT count(*) AS matches FROM ${raw(index)} WHERE ${
        read.dialect === 'sqlite' ? isMatch(read, index, query) : sql`words @@ ${opaqueQuery(query)}`
      }`,
  );
  const [row] = await read.query<{ total: number | string }>(
    sql`SELECT sum(matches) AS total FROM (${join(selects, ' UNION ALL ')}) counted`,
  );
  return Number(row?.total);
}

function rankedMatches(read: ReadDatabase, index: FullTextIndex, query: SearchText): Sql {
  const { names, summaries, bodies, topics } = WEIGHTS;
  if (read.dialect === 'sqlite') {
    return sql`SELECT rowid AS entry, bm25(${raw([index, names, summaries, bodies, topics].join(', '))}) AS rank
      FROM ${raw(index)} WHERE ${isMatch(read, index, query)}`;
  }
  // PostgreSQL's weights end at 1, and begin with those of topics. OFFSET keeps it from ranking every match twice.
  const shares = [topics, bodies, summaries, names].map((weight) => weight / names).join(', ');
  const asked = opaqueQuery(query);
  return sql`SELECT entry, -ts_rank_cd(${raw(`'{${shares}}'`)}, words, ${asked}, 1) AS rank
    FROM ${raw(index)} WHERE words @@ ${asked} OFFSET 0`;
}

/**
 * The query where PostgreSQL's planner does not see it: of a common word it would read the whole table rather than the
 * index, and think nothing of looking for the word in every row's list of them.
 */
function opaqueQuery(query: SearchText): Sql {
  return sql`(SELECT to_tsquery('simple', ${toTsquery(query)}))`;
}

function isMatch(read: ReadDatabase, index: FullTextIndex, query: SearchText): Sql {
  return read.dialect === 'sqlite'
    ? sql`${raw(index)} MATCH ${toFts5(query)}`
    : sql`words @@ to_tsquery('simple', ${toTsquery(query)})`;
}

function rankValue(read: ReadDatabase, rank: number): Sql {
  return read.dialect === 'sqlite' ? sql`${rank}` : sql`${rank}::real`;
}

function entryOf({ table, id }: Entry): number {
  return tableNumber(table) * ENTRIES_PER_TABLE + id;
}

function toEntry(entry: number): Entry {
  return { table: TABLES[Math.floor(entry / ENTRIES_PER_TABLE)]!, id: entry % ENTRIES_PER_TABLE };
}
