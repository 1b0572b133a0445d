import type { ReadDatabase } from '../reading/read-database';
import { always } from '../sql/conditions';
import { join, raw, type Sql, sql } from '../sql/sql';
import { hasBegunWord, ofWholeWords, type SearchText } from '../text/search-text';
import { areBegunWordsNamed, withBegunWords } from './begun-words.sqlite';
import type { FullTextIndex } from './full-text-index';
import { toNearTsquery, toTsquery } from './search-query.postgres';
import { toBegunFts5, toFts5, toNamedFts5, toNearFts5, toUnnamedFts5 } from './search-query.sqlite';

/** If fewer indexed items of all types than this have the words of a search, those that have them with a typing error are found as well. */
export const FEW_MATCHES = 20;

/** What is searched: the indexes, and `others` that they do not contain. */
export interface FullTextSearch {
  readonly indexes: readonly FullTextIndex[];
  readonly query: SearchText;
  readonly others: OtherEntries | null;
  /** The condition on entries of indexes that are searched, see `areOfTables`. If absent, all are. */
  readonly isWanted?: Sql | undefined;
}

/** Entries of items that are in no index, as statements that give their `entry`. They come before those of the indexes. */
export interface OtherEntries {
  readonly exact: Sql | null;
  /** Those that have the words of the search with a typing error. */
  readonly near: Sql | null;
}

/**
 * How items match a search: they have its words (`exact`), or have them with a typing error (`near`). Exact matches that are too many
 * to rank consist of those whose names alone have all words (`named`), those whose names have them if the last one is the beginning of a
 * word (`begun`), and the others (`unnamed`).
 */
export const MATCH_KINDS = ['exact', 'near', 'named', 'begun', 'unnamed'] as const;

export type MatchKind = (typeof MATCH_KINDS)[number];

/** Matches in one index. */
export interface Matches {
  readonly index: FullTextIndex;
  readonly from: Sql;
  readonly where: Sql;
  /** The part of `where` that does not depend on words. */
  readonly isWanted: Sql;
}

/**
 * The matches of a kind in each index. There can be none with a typing error if all words are short, and no begun ones if the last word
 * must be a whole one.
 */
export function matchesOf(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Matches[] {
  const conditionOf = read.dialect === 'sqlite' ? conditionOnSqlite : conditionOnPostgres;
  const { isWanted = always } = search;
  return search.indexes.flatMap((index) => {
    const where = conditionOf(search.query, index, kind);
    if (where === null) return [];
    // The index is read only if the derived table has its row.
    const from = kind === 'near' ? sql`${ifFew(read, search)} CROSS JOIN ${raw(index)}` : raw(index);
    return [{ index, from, where: sql`${where} AND ${isWanted}`, isWanted }];
  });
}

/** The statements that give the entries of matches that are in no index. */
export function othersOf(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Sql[] {
  if (kind !== 'exact' && kind !== 'near') return [];
  const others = search.others?.[kind] ?? null;
  if (others === null) return [];
  if (kind === 'exact') return [others];
  return [sql`SELECT entry FROM ${ifFew(read, search)} CROSS JOIN (${others}) near_others`];
}

/** Entries that are not wanted count as well: finding typing errors in a common word would examine its many mistyped forms. */
function ifFew(read: ReadDatabase, search: FullTextSearch): Sql {
  return ifAtMost(read, { ...search, isWanted: undefined }, FEW_MATCHES - 1);
}

/**
 * A derived table with one row if at most so many wanted entries of the indexes have the words of the search, and without rows
 * otherwise. On SQLite, whole words may be counted first: for the beginning of a word, it may read all matches before it gives the first
 * one.
 */
export function ifAtMost(read: ReadDatabase, search: FullTextSearch, most: number): Sql {
  const isAtMost = (query: SearchText): Sql => {
    const exact = matchesOf(read, { ...search, query }, 'exact').map(
      ({ from, where }) => sql`SELECT 1 AS found FROM ${from} WHERE ${where}`,
    );
    return sql`(SELECT count(*) FROM (${join(exact, ' UNION ALL ')} LIMIT ${raw(String(most + 1))}) matches)
      <= ${raw(String(most))}`;
  };
  const { indexes, query } = search;
  const before =
    read.dialect === 'sqlite' && hasBegunWord(query)
      ? sql`(${areBegunWordsNamed(indexes, query)} OR ${isAtMost(ofWholeWords(query))}) AND `
      : raw('');
  return sql`(SELECT 1 AS are_few WHERE ${before}${isAtMost(query)}) few`;
}

/** Null if there can be no match of the kind. */
function conditionOnSqlite(query: SearchText, index: FullTextIndex, kind: MatchKind): Sql | null {
  const texts = { exact: toFts5, near: toNearFts5, named: toNamedFts5, begun: toBegunFts5, unnamed: toUnnamedFts5 };
  const text = texts[kind](query);
  return text === null ? null : sql`${raw(index)} MATCH ${withBegunWords(index, query, text)}`;
}

/** Null if there can be no match of the kind. */
function conditionOnPostgres(query: SearchText, index: FullTextIndex, kind: MatchKind): Sql | null {
  const exact = hasWords('words', toTsquery(query));
  if (kind === 'exact') return exact;
  if (kind === 'near') {
    const near = toNearTsquery(query);
    return near === null ? null : hasWords('words', near);
  }
  const among = (condition: Sql): Sql => sql`(SELECT entry FROM ${raw(index)} WHERE ${condition})`;
  const namesHave = (words: SearchText): Sql =>
    hasWords(`ts_filter(words, '{a}')`, toTsquery({ ...words, excluded: [] }));
  // Both conditions are looked up in an index. PostgreSQL would otherwise read all words of each row that meets the other one.
  if (kind === 'unnamed') return sql`${exact} AND entry NOT IN ${among(namesHave(query))}`;
  if (kind === 'begun' && !hasBegunWord(query)) return null;
  const whole = namesHave(ofWholeWords(query));
  const named = kind === 'named' ? whole : sql`${namesHave(query)} AND entry NOT IN ${among(whole)}`;
  return query.excluded.length === 0 ? named : sql`${named} AND entry IN ${among(exact)}`;
}

/**
 * The subselect hides the query from PostgreSQL's planner. For a common word the planner would otherwise scan the table
 * instead of the index, because it ignores the cost of searching each row's word list.
 */
function hasWords(vector: string, query: Sql): Sql {
  return sql`${raw(vector)} @@ (SELECT ${query})`;
}
