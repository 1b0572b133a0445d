import { never } from '../sql/conditions';
import { join, raw, type Sql, sql } from '../sql/sql';
import type { SearchText } from '../text/search-text';
import type { FullTextIndex } from './full-text-index';

/*
 * Beginnings of words on SQLite. FTS5 reads and merges all matches of all words with this beginning before it returns the first one. If the query
 * names the words instead, FTS5 reads them side by side, and only as far as it needs.
 */

/** Minimum letters of a beginning. The index contains shorter ones themselves: see `prefix` of the FTS5 tables. */
const MIN_LETTERS = 3;

/** Maximum words that a query names. More would take longer to count than the matches of their beginning take to merge. */
const MAX_BEGUN_WORDS = 100;

/**
 * The query that an index is searched with: the text in FTS5's syntax, in which the words of the index take the place of the word that is
 * still being typed.
 */
export function withBegunWords(index: FullTextIndex, query: SearchText, text: string): Sql {
  const begun = begunWordOf(query);
  const beginning = `"${begun}"*`;
  if (begun === null || !text.includes(beginning)) return sql`${text}`;
  return sql`replace(${text}, ${beginning}, coalesce(${wordsBegunBy(index, begun)}, ${beginning}))`;
}

/**
 * True if matches need not be counted by their whole words first, because `withBegunWords` names words of each index. False for a search for
 * one word: its whole word is counted sooner than words are looked up.
 */
export function areBegunWordsNamed(indexes: readonly FullTextIndex[], query: SearchText): Sql {
  const begun = begunWordOf(query);
  if (begun === null || query.required.length === 1) return never;
  return sql`(${join(
    indexes.map((index) => sql`${wordsBegunBy(index, begun)} IS NOT NULL`),
    ' AND ',
  )})`;
}

/** The last word if it may be the beginning of a longer one. Null in a phrase: each word would add a phrase, with all of its words. */
function begunWordOf({ required }: SearchText): string | null {
  const { words, isPrefix } = required.at(-1)!;
  const [word] = words;
  return isPrefix && words.length === 1 && Array.from(word!).length >= MIN_LETTERS ? word! : null;
}

/**
 * The words of an index with this beginning, as alternatives in FTS5's syntax. Null if there are none, or too many.
 *
 * Each step seeks the next word. An index has a row for each place of a word, so `term > word` would read all rows of the word before.
 * Words consist of letters and digits, which come after the character 1 and before the last code point.
 */
function wordsBegunBy(index: FullTextIndex, begun: string): Sql {
  const next = (from: Sql): Sql => sql`(SELECT term FROM ${raw(`${index}_vocabulary`)} WHERE term >= ${from} LIMIT 1)`;
  const isBegun = sql`word < ${begun} || char(0x10ffff)`;
  const most = raw(String(MAX_BEGUN_WORDS));
  return sql`(
    WITH RECURSIVE begun (word) AS (
      SELECT ${next(sql`${begun}`)}
      UNION ALL
      SELECT ${next(raw('word || char(1)'))} FROM begun WHERE ${isBegun} LIMIT ${most} + 2)
    SELECT '(' || group_concat('"' || word || '"', ' OR ') || ')' FROM begun WHERE ${isBegun} HAVING count(*) <= ${most})`;
}
