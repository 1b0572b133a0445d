import { type Sql, sql } from '../sql/sql';
import { nearWordsOfTerms, type SearchTerm, type SearchText } from '../text/search-text';

/*
 * Searches as calls of the function `search_query` on PostgreSQL, which finds the stems of words. Every word is in quotes,
 * so that none is an operator.
 */

/** The texts that have all required terms and no excluded one. */
export function toTsquery(query: SearchText): Sql {
  const { required, excluded } = query;
  const template = [allOf(required, formsOf), ...withoutExcluded(required, excluded)].join(' & ');
  return call(template, query);
}

/**
 * The texts that have all required terms if words with one typing error count as well, but not otherwise. Null if no word
 * may have a typing error.
 */
export function toNearTsquery(query: SearchText): Sql | null {
  const { required, excluded } = query;
  const near = nearWordsOfTerms(query);
  if (near.every((words) => words.length === 0)) return null;
  const all = allOf(required, (term, number) =>
    [formsOf(term, number), ...near[number - 1]!.map((word) => `'${word}'`)].join(' | '),
  );
  const template = [all, ...withoutExcluded(required, excluded), `!(${allOf(required, formsOf)})`].join(' & ');
  return call(template, query);
}

/**
 * The texts that have any word or stem of a query, excluded ones apart, as ranked words are: stems without mark and language. A
 * word that is a stem as well is in the query once, because only one of two would count.
 */
export function anyWordOf(query: Sql): Sql {
  return sql`(SELECT string_agg(format('''%s''%s', word, prefix), ' | ')::tsquery FROM (
    SELECT found[1] AS word, max(found[2]) AS prefix
    FROM regexp_matches(querytree(${query}), '''(?:ʹ..)?([^'']+)''(:\\*)?', 'g') found GROUP BY found[1]) distinct_words)`;
}

/**
 * A query, as one for ranked words that are in names. It may match more: ranked words do not tell a stem from an equal word, or from an
 * equal stem of another language.
 */
export function wordsInNames(query: Sql): Sql {
  return sql`replace(regexp_replace(${query}::text, '''(?:ʹ..)?([^'']+)''', '''\\1'':A', 'g'), ':A:*', ':*A')::tsquery`;
}

function withoutExcluded(required: readonly SearchTerm[], excluded: readonly SearchTerm[]): string[] {
  return excluded.map((term, place) => `!(${formsOf(term, required.length + place + 1)})`);
}

function allOf(terms: readonly SearchTerm[], alternativesOf: (term: SearchTerm, number: number) => string): string {
  return terms.map((term, place) => `(${alternativesOf(term, place + 1)})`).join(' & ');
}

/** The phrase of a term, and the place of its stems. Terms are numbered from 1, the excluded ones last. */
function formsOf({ words, isPrefix }: SearchTerm, number: number): string {
  const phrase = words.map((word, place) => `'${word}'${isPrefix && place === words.length - 1 ? ':*' : ''}`);
  return `(${phrase.join(' <-> ')}){${number}}`;
}

function call(template: string, { required, excluded, locales }: SearchText): Sql {
  const written = [...required, ...excluded].map((term) => term.written ?? '');
  return sql`search_query(${template}, ${written}::text[], ${[...locales]}::text[])`;
}
