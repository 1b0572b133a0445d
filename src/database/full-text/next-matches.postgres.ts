import { raw, type Sql, sql } from '../sql/sql';
import { ofWholeWords, type SearchText } from '../text/search-text';
import type { Matches, MatchKind } from './full-text-matches';
import { toTsquery, wordsInNames } from './search-query.postgres';

/*
 * Pages of matches in the order of their entries on PostgreSQL. Its full-text index gives all matches in no order, and each row is read to
 * know its entry. If there are many, a page of them is among the next entries, which are then read one by one.
 */

/** How many entries are read for a page. Those of `unnamed` take longer: all words of each entry are read. */
const NEXT_ENTRIES: Readonly<Partial<Record<MatchKind, number>>> = { named: 1_000, begun: 1_000, unnamed: 100 };

/** The matches of a kind, or the first ones after an entry, if it has so many among the next ones. */
export function nextMatches(
  { index, from, where, isWanted }: Matches,
  query: SearchText,
  kind: MatchKind,
  { after, limit }: { readonly after: number; readonly limit: number },
): Sql {
  const all = sql`SELECT entry FROM (SELECT entry FROM ${from} WHERE ${where} OFFSET 0) matches`;
  const most = NEXT_ENTRIES[kind];
  // PostgreSQL might otherwise walk all entries in their order, and read the words of each.
  if (most === undefined) return all;
  return sql`
    WITH next AS MATERIALIZED (
      SELECT entry FROM (
        SELECT entry, words, ranked_words FROM ${raw(index)} WHERE entry > ${after} ORDER BY entry LIMIT ${raw(String(most))}
      ) entries WHERE ${isOfKind(query, kind)} AND ${isWanted} LIMIT ${limit})
    SELECT entry FROM next WHERE (SELECT count(*) FROM next) = ${limit}
    UNION ALL ${all} WHERE (SELECT count(*) FROM next) < ${limit}`;
}

/** The condition on a row. All words of an entry are elsewhere, so they are read only if the words that rank it may match. */
function isOfKind(query: SearchText, kind: MatchKind): Sql {
  const whole = ofWholeWords(query);
  const isMatch = sql`words @@ (SELECT ${toTsquery(query)})`;
  if (kind === 'unnamed') return sql`${isMatch} AND NOT ${namesHave(query)}`;
  const wanted = kind === 'named' ? whole : query;
  const mayMatch = sql`ranked_words @@ (SELECT ${wordsInNames(toTsquery({ ...wanted, excluded: [] }))})`;
  const isNamed = sql`${mayMatch} AND ${namesHave(wanted)}`;
  const isBegun = kind === 'begun' ? sql`${isNamed} AND NOT ${namesHave(whole)}` : isNamed;
  return query.excluded.length === 0 ? isBegun : sql`${isBegun} AND ${isMatch}`;
}

function namesHave(words: SearchText): Sql {
  return sql`ts_filter(words, '{a}') @@ (SELECT ${toTsquery({ ...words, excluded: [] })})`;
}
