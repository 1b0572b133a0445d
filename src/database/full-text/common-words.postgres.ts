import { raw, type Sql, sql } from '../sql/sql';
import type { SearchText } from '../text/search-text';
import type { FullTextIndex } from './full-text-index';
import { toTsquery } from './search-query.postgres';

/*
 * PostgreSQL finds all matches before it gives the first one, so finding out that they are too many takes as long as counting them. Its
 * statistics, which ANALYZE collects, show at once that a word is common.
 */

/** How many times as many entries must match by the statistics, which are computed from a sample. */
const MARGIN = 5;

/**
 * True if statistics show that far more than `most` entries of an index match a search for one word. If the word is the beginning of several
 * common words, the most frequent one counts. False for other searches, because statistics do not show how often words occur together.
 */
export function areSurelyMore(index: FullTextIndex, query: SearchText, most: number): Sql {
  const words = query.required.flatMap((term) => term.words);
  if (words.length > 1 || query.excluded.length > 0) return raw('false');
  const entries = sql`(SELECT reltuples FROM pg_class WHERE oid = ${index}::regclass)`;
  const least = raw(String(most * MARGIN));
  // A small index needs no statistics: reading them takes about a millisecond.
  return sql`CASE WHEN ${entries} > ${least} THEN (
    SELECT coalesce(max(share), 0) * ${entries} > ${least}
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) common (word, share),
      regexp_matches(${toTsquery(query)}::text, '''([^'']+)''(:\\*)?', 'g') wanted
    WHERE schemaname = current_schema() AND tablename = ${index} AND attname = 'words'
      AND (word = wanted[1] OR wanted[2] <> '' AND starts_with(word, wanted[1])))
    ELSE false END`;
}
