import {
  FEW_MATCHES,
  ifAtMost,
  matchesOf,
  othersOf,
  type FullTextIndex,
  type FullTextSearch,
  type MatchKind,
} from './full-text-matches';
import { fullTextTables, type FullTextTable } from './migrations/1764670000000-search-in-languages';
import type { ReadDatabase } from './read-database';
import { anyWordOf, toTsquery } from './search-query.postgres';
import { toFts5 } from './search-query.sqlite';
import { parseSearchText, type SearchText } from './search-text';
import { join, raw, type Sql, sql } from './sql';
import type { Scan } from './statement-runner';

export type { FullTextTable };

/** Each table has its own range of entry numbers. The order of the tables is the order of results with equal rank. */
const ENTRIES_PER_TABLE = 2 ** 32;
export const FULL_TEXT_TABLES: readonly FullTextTable[] = fullTextTables;

/**
 * If more items than this match a search, they are not ranked. Ranking the matches of one word in 100,000 activities took up to 0.13
 * seconds on SQLite; see ADR 0044.
 */
const MAX_RANKED = 2_000;

/** Weights of the parts of a text. Each database takes them in its own format. */
const WEIGHTS = { names: 8, summaries: 3, bodies: 1, topics: 3 };

/** Where an item is in the results of a search: in the order of their kinds, then smaller ranks, then smaller entries. */
export interface RankedEntry {
  readonly kind: MatchKind;
  readonly rank: number;
  readonly entry: number;
}

/** The rank of other entries, before those of the index. */
const FIRST_RANK = -1_000_000;

/** The number that stands for an item of a type. The types are numbered: the tables of the index first, then others. */
export function entryOf(type: number, id: number): number {
  return type * ENTRIES_PER_TABLE + id;
}

export function typeOfEntry(entry: number): number {
  return Math.floor(entry / ENTRIES_PER_TABLE);
}

export function idOfEntry(entry: number): number {
  return entry % ENTRIES_PER_TABLE;
}

/**
 * The condition that a search finds the row of the table with the id `id`. False for every row when `text` contains no word.
 *
 * @param locales the languages whose word forms match
 */
export function matchesText(
  read: ReadDatabase,
  indexes: readonly FullTextIndex[],
  table: FullTextTable,
  id: Sql,
  { text, locales }: { readonly text: string; readonly locales: readonly string[] },
): Sql {
  const query = parseSearchText(text, locales);
  if (query === null) return raw('1 = 0');
  const number = FULL_TEXT_TABLES.indexOf(table);
  const first = raw(String(entryOf(number, 0)));
  // With a range condition, PostgreSQL might choose the index on entries instead of the full-text index.
  const [entry, isOfTable] =
    read.dialect === 'sqlite'
      ? [raw('rowid'), sql`rowid BETWEEN ${first} AND ${raw(String(entryOf(number + 1, -1)))}`]
      : [raw('entry'), raw(`entry >> 32 = ${number}`)];
  const idsFrom = (from: Sql, where: Sql): Sql =>
    sql`SELECT ${entry} - ${first} FROM ${from} WHERE ${where} AND ${isOfTable}`;
  const exact = indexes.map((index) => idsFrom(raw(index), isMatch(read, index, query)));
  const near = matchesOf(read, { indexes, query, others: null }, 'near')
    .map(({ from, where }) => idsFrom(from, where))
    // PostgreSQL computes the array once. It would otherwise evaluate the long query for each row of a join.
    .map((ids) => (read.dialect === 'sqlite' ? ids : sql`SELECT unnest(ARRAY(${ids}))`));
  // The unary plus makes SQLite compute the list once and look rows up in it. Without it, SQLite seeks by the list and,
  // for common words, reads and sorts everything; with ANALYZE statistics it also walks the list again for each row of
  // a join.
  return sql`${raw(read.dialect === 'sqlite' ? '+' : '')}${id} IN (${join([...exact, ...near], ' UNION ALL ')})`;
}

/** The best matches of a search, in their order. Those with a typing error are looked for if there are not enough others. */
export async function findByRank(
  read: ReadDatabase,
  search: FullTextSearch,
  { after, limit }: { readonly after: RankedEntry | null; readonly limit: number },
  scan: Scan | null = null,
): Promise<RankedEntry[]> {
  const found: RankedEntry[] = [];
  const find = async (...kinds: readonly MatchKind[]): Promise<void> => {
    for (const kind of kinds) {
      const selects = found.length < limit ? rankedEntries(read, search, kind) : [];
      if (selects.length === 0) continue;
      const page = pageOf(read, selects, after?.kind === kind ? after : null, limit - found.length);
      const rows = await read.query<{ rank: number; entry: number | string }>(page, 'generic', scan);
      found.push(...rows.map(({ rank, entry }) => ({ kind, rank, entry: Number(entry) })));
    }
  };
  const kind = after?.kind ?? 'exact';
  const unranked = ['named', 'begun', 'unnamed'] as const;
  if (kind === 'near') await find('near');
  else if (kind !== 'exact') await find(...unranked.slice(unranked.indexOf(kind)));
  else {
    await find('exact');
    const indexed = found.filter(isIndexed).length;
    const areRanked = indexed > 0 || (after !== null && isIndexed(after));
    // Without a ranked match, there are either too many to rank or none.
    if (!areRanked) await find(...unranked);
    if (indexed < FEW_MATCHES) await find('near');
  }
  return found;
}

function isIndexed({ entry }: RankedEntry): boolean {
  return typeOfEntry(entry) < FULL_TEXT_TABLES.length;
}

function pageOf(read: ReadDatabase, selects: readonly Sql[], after: RankedEntry | null, limit: number): Sql {
  const isAfter =
    after === null ? raw('') : sql`WHERE (rank, entry) > (${rankValue(read, after.rank)}, ${after.entry})`;
  const best = selects.map(
    (ranked, number) => sql`SELECT * FROM (
      SELECT entry, rank FROM (${ranked}) ranked ${isAfter} ORDER BY rank, entry LIMIT ${limit}
    ) ${raw(`best_${number}`)}`,
  );
  return sql`SELECT entry, rank FROM (${join(best, ' UNION ALL ')}) found ORDER BY rank, entry LIMIT ${limit}`;
}

/** The statement that counts the exact matches of a search, as `total`. */
export function matchCount(read: ReadDatabase, search: FullTextSearch): Sql {
  return countOf(read, search, 'exact');
}

/** The statement that counts the matches with a typing error, as `total`. Null if there can be none. */
export function nearMatchCount(read: ReadDatabase, search: FullTextSearch): Sql | null {
  return rankedEntries(read, search, 'near').length === 0 ? null : countOf(read, search, 'near');
}

function countOf(read: ReadDatabase, search: FullTextSearch, kind: 'exact' | 'near'): Sql {
  const selects = [
    ...matchesOf(read, search, kind).map(
      ({ from, where }) => sql`SELECT count(*) AS matches FROM ${from} WHERE ${where}`,
    ),
    ...othersOf(read, search, kind).map((others) => sql`SELECT count(*) AS matches FROM (${others}) others`),
  ];
  return sql`SELECT sum(matches) AS total FROM (${join(selects, ' UNION ALL ')}) counted`;
}

/** Statements that give the entries of the matches with their ranks. */
function rankedEntries(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Sql[] {
  const isSqlite = read.dialect === 'sqlite';
  const firstRank = raw(isSqlite ? `${FIRST_RANK}.0` : `(${FIRST_RANK})::real`);
  const others = othersOf(read, search, kind).map(
    (each) => sql`SELECT entry, ${firstRank} AS rank FROM (${each}) others`,
  );
  if (kind === 'exact') return [...(isSqlite ? rankOnSqlite(read, search) : [rankOnPostgres(read, search)]), ...others];
  const unranked = raw(isSqlite ? 'rowid AS entry, 0.0 AS rank' : 'entry, 0::real AS rank');
  return [
    ...matchesOf(read, search, kind).map(({ from, where }) => sql`SELECT ${unranked} FROM ${from} WHERE ${where}`),
    ...others,
  ];
}

/** The exact matches in each index with their ranks; none if there are too many. */
function rankOnSqlite(read: ReadDatabase, search: FullTextSearch): Sql[] {
  const { names, summaries, bodies, topics } = WEIGHTS;
  return matchesOf(read, search, 'exact').map(({ index, from, where }) => {
    const rank = raw(`bm25(${[index, names, summaries, bodies, topics].join(', ')})`);
    const few = ifAtMost(read, search, MAX_RANKED);
    return sql`SELECT rowid AS entry, ${rank} AS rank FROM ${few} CROSS JOIN ${from} WHERE ${where}`;
  });
}

/**
 * The exact matches with their ranks; none if there are too many. The length of texts does not count: it would grow with the languages of
 * an item.
 */
function rankOnPostgres(read: ReadDatabase, search: FullTextSearch): Sql {
  const { names, summaries, bodies, topics } = WEIGHTS;
  // PostgreSQL's weights range from 0 to 1, topics first.
  const weights = raw(`'{${[topics, bodies, summaries, names].map((weight) => weight / names).join(', ')}}'`);
  const matches = matchesOf(read, search, 'exact').map(
    ({ from, where }) => sql`SELECT entry, ranked_words FROM ${from} WHERE ${where}`,
  );
  // Counting the matches first would find them twice.
  return sql`WITH asked AS (SELECT ${anyWordOf(toTsquery(search.query))} AS query),
    ranked AS MATERIALIZED (
      SELECT entry, -ts_rank(${weights}, ranked_words, (SELECT query FROM asked)) AS rank
      FROM (${join(matches, ' UNION ALL ')}) matches LIMIT ${raw(String(MAX_RANKED + 1))})
    SELECT entry, rank FROM ranked WHERE (SELECT count(*) FROM ranked) <= ${raw(String(MAX_RANKED))}`;
}

/** The condition without a subselect: for filters, PostgreSQL's planner must see the query. */
function isMatch(read: ReadDatabase, index: FullTextIndex, query: SearchText): Sql {
  return read.dialect === 'sqlite' ? sql`${raw(index)} MATCH ${toFts5(query)}` : sql`words @@ ${toTsquery(query)}`;
}

function rankValue(read: ReadDatabase, rank: number): Sql {
  return read.dialect === 'sqlite' ? sql`${rank}` : sql`${rank}::real`;
}
