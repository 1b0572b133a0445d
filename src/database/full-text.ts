import { join, raw, type Sql, sql } from './sql';
import { fullTextTables, type FullTextTable } from './migrations/1764670000000-search-in-languages';
import type { ReadDatabase } from './read-database';
import type { Scan } from './statement-runner';
import { anyWordOf, toNearTsquery, toTsquery } from './search-query.postgres';
import { toFts5, toNearFts5 } from './search-query.sqlite';
import { parseSearchText, type SearchText } from './search-text';

export type { FullTextTable };

/** Each table has its own range of entry numbers. The order of the tables is the order of results with equal rank. */
const ENTRIES_PER_TABLE = 2 ** 32;
export const FULL_TEXT_TABLES: readonly FullTextTable[] = fullTextTables;

/** If fewer items than this have the words of a search, those that have them with a typing error are found as well. */
export const FEW_MATCHES = 20;

/**
 * The index of public content, and the index of everything else. A rank within one reveals nothing about the texts in
 * the other.
 */
export type FullTextIndex = 'search_public' | 'search_hidden';

/** Weights of the parts of a text. Each database takes them in its own format. */
const WEIGHTS = { names: 8, summaries: 3, bodies: 1, topics: 3 };

/** What is searched: the indexes, and `others` that they do not contain. */
export interface FullTextSearch {
  readonly indexes: readonly FullTextIndex[];
  readonly query: SearchText;
  readonly others: OtherEntries | null;
}

/** Entries of items that are in no index, as statements that give their `entry`. They come before those of the indexes. */
export interface OtherEntries {
  readonly exact: Sql | null;
  /** Those that have the words of the search with a typing error. */
  readonly near: Sql | null;
}

/** Whether matches have the words of a search, or have them with a typing error. */
export type MatchKind = 'exact' | 'near';

/** Where an item is in the results of a search: exact matches come first, then smaller ranks, then smaller entries. */
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
  for (const kind of ['exact', 'near'] as const) {
    if (found.length >= limit || isEnough(found) || (kind === 'exact' && after?.kind === 'near')) continue;
    const selects = rankedMatches(read, search, kind);
    if (selects.length === 0) continue;
    const page = pageOf(read, selects, after?.kind === kind ? after : null, limit - found.length);
    const rows = await read.query<{ rank: number; entry: number | string }>(page, 'generic', scan);
    found.push(...rows.map(({ rank, entry }) => ({ kind, rank, entry: Number(entry) })));
  }
  return found;
}

/** True if so many exact matches in the indexes are known that those with a typing error do not count. */
function isEnough(found: readonly RankedEntry[]): boolean {
  return found.filter(({ entry }) => typeOfEntry(entry) < FULL_TEXT_TABLES.length).length >= FEW_MATCHES;
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
  return rankedMatches(read, search, 'near').length === 0 ? null : countOf(read, search, 'near');
}

function countOf(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Sql {
  const selects = [
    ...matchesOf(read, search, kind).map(
      ({ from, where }) => sql`SELECT count(*) AS matches FROM ${from} WHERE ${where}`,
    ),
    ...othersOf(read, search, kind).map((others) => sql`SELECT count(*) AS matches FROM (${others}) others`),
  ];
  return sql`SELECT sum(matches) AS total FROM (${join(selects, ' UNION ALL ')}) counted`;
}

/** Statements that give the entries of the matches with their ranks. */
function rankedMatches(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Sql[] {
  const rank = raw(read.dialect === 'sqlite' ? `${FIRST_RANK}.0` : `(${FIRST_RANK})::real`);
  return [
    ...matchesOf(read, search, kind).map((matches) => ranked(read, matches, kind)),
    ...othersOf(read, search, kind).map((others) => sql`SELECT entry, ${rank} AS rank FROM (${others}) others`),
  ];
}

function ranked(read: ReadDatabase, { index, query, from, where }: Matches, kind: MatchKind): Sql {
  const { names, summaries, bodies, topics } = WEIGHTS;
  const [entry, unranked] = read.dialect === 'sqlite' ? ['rowid AS entry', '0.0'] : ['entry', '0::real'];
  // Ranking takes time for each word of the query, and there are hundreds with a typing error.
  if (kind === 'near') return sql`SELECT ${raw(`${entry}, ${unranked} AS rank`)} FROM ${from} WHERE ${where}`;
  if (read.dialect === 'sqlite') {
    const weights = [index, names, summaries, bodies, topics].join(', ');
    return sql`SELECT ${raw(entry)}, bm25(${raw(weights)}) AS rank FROM ${from} WHERE ${where}`;
  }
  // PostgreSQL's weights range from 0 to 1, topics first. No length is taken into account: it would grow with the languages of an
  // item. OFFSET 0 keeps PostgreSQL from ranking every match twice.
  const scaledWeights = [topics, bodies, summaries, names].map((weight) => weight / names).join(', ');
  return sql`WITH asked AS (SELECT ${query} AS query)
    SELECT entry, -ts_rank(${raw(`'{${scaledWeights}}'`)}, ranked_words, (SELECT ${anyWordOf(raw('query'))} FROM asked)) AS rank
    FROM ${from} WHERE words @@ (SELECT query FROM asked) OFFSET 0`;
}

/** Matches in one index. */
interface Matches {
  readonly index: FullTextIndex;
  readonly query: Sql;
  readonly from: Sql;
  readonly where: Sql;
}

function matchesOf(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Matches[] {
  return search.indexes.flatMap((index) => {
    const query = queryOf(read, search.query, index, kind);
    if (query === null) return [];
    // The subselect hides the query from PostgreSQL's planner. For a common word the planner would otherwise scan the table
    // instead of the index, because it ignores the cost of searching each row's word list.
    const where = read.dialect === 'sqlite' ? sql`${raw(index)} MATCH ${query}` : sql`words @@ (SELECT ${query})`;
    // The index is read only if the subselect before it has a row.
    const from = kind === 'exact' ? raw(index) : sql`${ifFew(read, search)} CROSS JOIN ${raw(index)}`;
    return [{ index, query, from, where }];
  });
}

function othersOf(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Sql[] {
  const others = search.others?.[kind] ?? null;
  if (others === null) return [];
  return [kind === 'exact' ? others : sql`SELECT entry FROM ${ifFew(read, search)} CROSS JOIN (${others}) near_others`];
}

/** A derived table with one row if few items of any type have the words of the search, and without rows otherwise. */
function ifFew(read: ReadDatabase, search: FullTextSearch): Sql {
  const exact = matchesOf(read, search, 'exact').map(
    ({ from, where }) => sql`SELECT 1 AS found FROM ${from} WHERE ${where}`,
  );
  return sql`(SELECT 1 AS is_few WHERE
    (SELECT count(*) FROM (${join(exact, ' UNION ALL ')} LIMIT ${raw(String(FEW_MATCHES))}) matches)
      < ${raw(String(FEW_MATCHES))}) few`;
}

/** The query in the syntax of the database; on SQLite as a value. Null if no word may have a typing error. */
function queryOf(read: ReadDatabase, query: SearchText, index: FullTextIndex, kind: MatchKind): Sql | null {
  if (read.dialect === 'postgres') return kind === 'exact' ? toTsquery(query) : toNearTsquery(query);
  const text = kind === 'exact' ? toFts5(query) : toNearFts5(query);
  return text === null ? null : sql`${text}`;
}

/** The condition without a subselect: for filters, PostgreSQL's planner must see the query. */
function isMatch(read: ReadDatabase, index: FullTextIndex, query: SearchText): Sql {
  return read.dialect === 'sqlite' ? sql`${raw(index)} MATCH ${toFts5(query)}` : sql`words @@ ${toTsquery(query)}`;
}

function rankValue(read: ReadDatabase, rank: number): Sql {
  return read.dialect === 'sqlite' ? sql`${rank}` : sql`${rank}::real`;
}
