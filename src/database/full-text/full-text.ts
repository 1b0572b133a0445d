import type { ReadDatabase } from '../reading/read-database';
import { never } from '../sql/conditions';
import { join, raw, type Sql, sql } from '../sql/sql';
import { parseSearchText } from '../text/search-text';
import { type FullTextIndex, type FullTextTable, fullTextTables } from './full-text-index';
import { type FullTextSearch, matchesOf, othersOf } from './full-text-matches';

export type { FullTextTable };

/** Each table has its own range of entry numbers. The order of the tables is the order of results with equal rank. */
const ENTRIES_PER_TABLE = 2 ** 32;
export const FULL_TEXT_TABLES: readonly FullTextTable[] = fullTextTables;

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
  if (query === null) return never;
  const first = raw(String(entryOf(FULL_TEXT_TABLES.indexOf(table), 0)));
  const entry = raw(read.dialect === 'sqlite' ? 'rowid' : 'entry');
  const isOfTable = areOfTables(read, [table]);
  const ids = (['exact', 'near'] as const)
    .flatMap((kind) => matchesOf(read, { indexes, query, others: null }, kind))
    .map(({ from, where }) => sql`SELECT ${entry} - ${first} FROM ${from} WHERE ${where} AND ${isOfTable}`)
    // PostgreSQL computes the array once. It would otherwise evaluate the query for each row of a join.
    .map((matches) => (read.dialect === 'sqlite' ? matches : sql`SELECT unnest(ARRAY(${matches}))`));
  // The unary plus makes SQLite compute the list once and look rows up in it. Without it, SQLite seeks by the list and,
  // for common words, reads and sorts everything; with ANALYZE statistics it also walks the list again for each row of
  // a join.
  return sql`${raw(read.dialect === 'sqlite' ? '+' : '')}${id} IN (${join(ids, ' UNION ALL ')})`;
}

/** The condition that an entry of an index is of one of these tables. */
export function areOfTables({ dialect }: ReadDatabase, tables: readonly FullTextTable[]): Sql {
  if (tables.length === 0) return never;
  const numbers = tables.map((table) => FULL_TEXT_TABLES.indexOf(table));
  // With a range condition, PostgreSQL might choose the index on entries instead of the full-text index.
  if (dialect === 'postgres') return raw(`entry >> 32 IN (${numbers.join()})`);
  return raw(
    `(${numbers.map((type) => `rowid BETWEEN ${entryOf(type, 0)} AND ${entryOf(type + 1, -1)}`).join(' OR ')})`,
  );
}

/** The statement that counts the exact matches of a search, as `total`. */
export function matchCount(read: ReadDatabase, search: FullTextSearch): Sql {
  return countOf(read, search, 'exact');
}

/** The statement that counts the matches with a typing error, as `total`. Null if there can be none. */
export function nearMatchCount(read: ReadDatabase, search: FullTextSearch): Sql | null {
  const isPossible = matchesOf(read, search, 'near').length > 0 || othersOf(read, search, 'near').length > 0;
  return isPossible ? countOf(read, search, 'near') : null;
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
