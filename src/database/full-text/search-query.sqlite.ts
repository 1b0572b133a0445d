import {
  hasBegunWord,
  nearWordsOfTerms,
  ofWholeWords,
  type SearchTerm,
  type SearchText,
  stemsOf,
} from '../text/search-text';

/*
 * Searches in the syntax of SQLite's FTS5. Every word is in quotes, so that none is an operator.
 */

/** The texts that have all required terms and no excluded one. */
export function toFts5(query: SearchText): string {
  return without(query, allOf(query));
}

/** The texts whose names alone have all required terms as whole words, and that have no excluded one. */
export function toNamedFts5(query: SearchText): string {
  return without(query, `(${inNames(ofWholeWords(query))})`);
}

/** The other texts whose names alone have all required terms, and that have no excluded one. Null if all words must be whole ones. */
export function toBegunFts5(query: SearchText): string | null {
  if (!hasBegunWord(query)) return null;
  return without(query, `((${inNames(query)}) NOT (${inNames(ofWholeWords(query))}))`);
}

/** The texts that have all required terms, not all of them in their names, and no excluded one. */
export function toUnnamedFts5(query: SearchText): string {
  return `(${toFts5(query)}) NOT (${inNames(query)})`;
}

/**
 * The texts that have all required terms if words with one typing error count as well, but not otherwise. Null if no word
 * may have a typing error.
 */
export function toNearFts5(query: SearchText): string | null {
  const near = nearWordsOfTerms(query);
  if (near.every((words) => words.length === 0)) return null;
  const all = query.required.map((term, index) => anyOf([...formsOf(term, query), ...near[index]!.map(quoted)]));
  return `(${without(query, all.join(' AND '))}) NOT (${allOf(query)})`;
}

function inNames(query: SearchText): string {
  return `{names} : (${allOf(query)})`;
}

function allOf(query: SearchText): string {
  return query.required.map((term) => anyOf(formsOf(term, query))).join(' AND ');
}

function without(query: SearchText, all: string): string {
  if (query.excluded.length === 0) return all;
  return `(${all}) NOT ${anyOf(query.excluded.flatMap((term) => formsOf(term, query)))}`;
}

/** The phrases that a term stands for: itself, and its stem in each language. */
function formsOf(term: SearchTerm, { locales }: SearchText): string[] {
  return [`${quoted(term.words.join(' '))}${term.isPrefix ? '*' : ''}`, ...[...stemsOf(term, locales)].map(quoted)];
}

function anyOf(phrases: readonly string[]): string {
  return phrases.length === 1 ? phrases[0]! : `(${phrases.join(' OR ')})`;
}

function quoted(words: string): string {
  return `"${words}"`;
}
