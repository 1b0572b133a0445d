import {
  nearWordsOfTerms,
  stemOf,
  wordsOf,
  writtenWordOf,
  type SearchTerm,
  type SearchText,
} from '../../database/search-text';

/** A word of a text, with its position. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** The form that the index has. */
  readonly folded: string;
  /** The stem in the language of the text; null if the language has no stemmer. */
  readonly stem: () => string | null;
}

/** True if the words from this place on match a term of a search. */
export type TermMatcher = (words: readonly Word[], from: number, term: SearchTerm) => boolean;

/** A word as written: letters and digits, and the characters between them that the index ignores. */
const WRITTEN_WORD = /[\p{L}\p{Nd}][\p{L}\p{Nd}\u0300-\u036f\u00ad\u200b\u2060\ufeff]*/gu;

/** The words of a text in a language. */
export function wordsIn(text: string, locale: string): Word[] {
  return Array.from(text.matchAll(WRITTEN_WORD)).flatMap(({ 0: word, index }) => {
    let stem: string | null | undefined;
    const stemOfWord = (): string | null => (stem ??= stemOf(locale, writtenWordOf(word)));
    return wordsOf(word).map((folded) => ({ start: index, end: index + word.length, folded, stem: stemOfWord }));
  });
}

/** Matches words as the index does: a whole word, the beginning of one, a phrase, or another form of a word. */
export function exactMatcher({ locales }: SearchText): TermMatcher {
  const stems = new Map<SearchTerm, Set<string>>();
  const stemsOf = (term: SearchTerm): Set<string> => {
    let known = stems.get(term);
    if (known === undefined) {
      known = new Set(locales.flatMap((locale) => stemOf(locale, term.written!) ?? []));
      stems.set(term, known);
    }
    return known;
  };
  return (words, from, term) => isPhrase(words, from, term) || isForm(words[from]!, term, stemsOf);
}

/** Matches words as `exactMatcher`, and those that differ from a term by one typing error. */
export function nearMatcher(query: SearchText): TermMatcher {
  const near = new Map(nearWordsOfTerms(query).map((words, place) => [query.required[place], new Set(words)]));
  const exact = exactMatcher(query);
  return (words, from, term) => exact(words, from, term) || near.get(term)?.has(words[from]!.folded) === true;
}

function isPhrase(words: readonly Word[], from: number, { words: wanted, isPrefix }: SearchTerm): boolean {
  return wanted.every((word, place) => {
    const found = words[from + place]?.folded;
    return found === word || (isPrefix && place === wanted.length - 1 && found?.startsWith(word) === true);
  });
}

function isForm(word: Word, term: SearchTerm, stemsOf: (term: SearchTerm) => Set<string>): boolean {
  // Stemming takes time, and forms of a word nearly always begin with the same letter.
  if (term.written === null || !word.folded.startsWith(term.words[0]![0]!)) return false;
  const stem = word.stem();
  return stem !== null && stemsOf(term).has(stem);
}
