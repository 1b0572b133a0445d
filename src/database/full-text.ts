import { join, raw, type Sql, sql } from './sql';
import type { FullTextTable } from './migrations/1764390000000-full-text-search';
import type { ReadDatabase } from './read-database';
import type { Scan } from './statement-runner';
import { parseSearchText, toFts5, toTsquery, type SearchText } from './search-text';

export type { FullTextTable };

/** Each table has its own range of entry numbers. The order of the tables is the order of results with equal rank. */
const ENTRIES_PER_TABLE = 2 ** 32;
export const FULL_TEXT_TABLES: readonly FullTextTable[] = ['network', 'activity', 'news_item'];

/**
 * The index of public content, and the index of everything else. A rank within one reveals nothing about the texts in
 * the other.
 */
export type FullTextIndex = 'search_public' | 'search_hidden';

/** Weights of the parts of a text. Each database takes them in its own format. */
const WEIGHTS = { names: 8, summaries: 3, bodies: 1, topics: 3 };

/** A row as the index identifies it. */
export interface Entry {
  readonly table: FullTextTable;
  readonly id: number;
}

/** A row with its rank. Smaller ranks are better. */
export interface RankedEntry extends Entry {
  readonly rank: number;
}

/** The number that stands for a table in cursors. */
export function tableNumber(table: FullTextTable): number {
  return FULL_TEXT_TABLES.indexOf(table);
}

export function tableByNumber(number: number): FullTextTable | undefined {
  return FULL_TEXT_TABLES[number];
}

/**
 * The condition that the row with the id `id` matches `text` in one of these indexes. False for every row when `text`
 * contains no word.
 */
export function matchesText(
  read: ReadDatabase,
  within: readonly FullTextIndex[],
  table: FullTextTable,
  id: Sql,
  text: string,
): Sql {
  const query = parseSearchText(text);
  if (query === null) return raw('1 = 0');
  const number = tableNumber(table);
  const first = raw(String(number * ENTRIES_PER_TABLE));
  // With a range condition, PostgreSQL might choose the index on entries instead of the full-text index.
  const [entry, isOfTable] =
    read.dialect === 'sqlite'
      ? [raw('rowid'), sql`rowid BETWEEN ${first} AND ${raw(String((number + 1) * ENTRIES_PER_TABLE - 1))}`]
      : [raw('entry'), raw(`entry >> 32 = ${number}`)];
  const ids = within.map(
    (index) => sql`SELECT ${entry} - ${first} FROM ${raw(index)} WHERE ${isMatch(read, index, query)} AND ${isOfTable}`,
  );
  // The unary plus makes SQLite compute the list once and look rows up in it. Without it, SQLite seeks by the list and,
  // for common words, reads and sorts everything; with ANALYZE statistics it also walks the list again for each row of
  // a join.
  return sql`${raw(read.dialect === 'sqlite' ? '+' : '')}${id} IN (${join(ids, ' UNION ALL ')})`;
}

/** The best matches in these indexes, ordered by rank, then by table and id. */
export async function findByRank(
  read: ReadDatabase,
  from: readonly FullTextIndex[],
  query: SearchText,
  { after, limit }: { readonly after: RankedEntry | null; readonly limit: number },
  scan: Scan | null = null,
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
    'generic',
    scan,
  );
  return rows.map(({ entry, rank }) => ({ ...toEntry(Number(entry)), rank }));
}

/** The statement that counts the matches in these indexes, as `total`. */
export function matchCount(read: ReadDatabase, from: readonly FullTextIndex[], query: SearchText): Sql {
  const selects = from.map(
    (index) =>
      sql`SELECT count(*) AS matches FROM ${raw(index)} WHERE ${
        read.dialect === 'sqlite' ? isMatch(read, index, query) : sql`words @@ ${opaqueQuery(query)}`
      }`,
  );
  return sql`SELECT sum(matches) AS total FROM (${join(selects, ' UNION ALL ')}) counted`;
}

function rankedMatches(read: ReadDatabase, index: FullTextIndex, query: SearchText): Sql {
  const { names, summaries, bodies, topics } = WEIGHTS;
  if (read.dialect === 'sqlite') {
    return sql`SELECT rowid AS entry, bm25(${raw([index, names, summaries, bodies, topics].join(', '))}) AS rank
      FROM ${raw(index)} WHERE ${isMatch(read, index, query)}`;
  }
  // PostgreSQL's weights range from 0 to 1, topics first. OFFSET 0 keeps it from ranking every match twice.
  const scaledWeights = [topics, bodies, summaries, names].map((weight) => weight / names).join(', ');
  const tsquery = opaqueQuery(query);
  return sql`SELECT entry, -ts_rank_cd(${raw(`'{${scaledWeights}}'`)}, words, ${tsquery}, 1) AS rank
    FROM ${raw(index)} WHERE words @@ ${tsquery} OFFSET 0`;
}

/**
 * The query in a subselect, which hides it from PostgreSQL's planner. For a common word the planner would otherwise
 * scan the table instead of the index, because it ignores the cost of searching each row's word list.
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
  return { table: FULL_TEXT_TABLES[Math.floor(entry / ENTRIES_PER_TABLE)]!, id: entry % ENTRIES_PER_TABLE };
}
