import { LRUCache } from 'lru-cache';
import { groupBy } from '../../core/group-by';
import {
  FOLDED_MARKS,
  nearWordsOfTerms,
  type SearchTerm,
  type SearchText,
  stemOf,
  stemsOf,
  UNSPACED_LETTERS,
  wordsOf,
  writtenWordOf,
} from '../../database/text/search-text';

/** The part of a text that one or more words are in. */
interface Written {
  /** The part of the text that a word is, by the place of the word among those of this part. */
  placeOf(number: number): { readonly start: number; readonly end: number; readonly written: string };
}

/** A word of a text in a language, with its position. */
export class Word {
  private known: { readonly stem: string | null } | undefined;

  constructor(
    private readonly source: Written,
    private readonly number: number,
    /** The form that the index has. */
    readonly folded: string,
    private readonly locale: string,
  ) {}

  get start(): number {
    return this.source.placeOf(this.number).start;
  }

  get end(): number {
    return this.source.placeOf(this.number).end;
  }

  /** The stem in the language of the text; null if the language has no stemmer. */
  get stem(): string | null {
    return (this.known ??= stemOfWritten(this.locale, this.source.placeOf(this.number).written)).stem;
  }
}

class WrittenWord implements Written {
  readonly end: number;

  constructor(
    readonly start: number,
    readonly written: string,
  ) {
    this.end = start + written.length;
  }

  placeOf(): this {
    return this;
  }
}

/** A run of letters without spaces, whose words are those that `wordsOf` makes: its first letter, each pair of neighbours, and its last letter. */
class Run implements Written {
  private letters: readonly (readonly [start: number, end: number])[] | undefined;

  constructor(
    private readonly start: number,
    private readonly text: string,
  ) {}

  /** The letters are computed when this is first called: only for runs that match, and at the ends of a snippet. */
  placeOf(number: number): { start: number; end: number; written: string } {
    const letters = (this.letters ??= Array.from(
      this.text.matchAll(unspacedLetter),
      ({ 0: { length }, index }) => [index, index + length] as const,
    ));
    const [from] = letters[Math.max(0, number - 1)]!;
    const [, to] = letters[Math.min(number, letters.length - 1)]!;
    return { start: this.start + from, end: this.start + to, written: this.text.slice(from, to) };
  }
}

/** Returns the terms of a search that the words from this place on match. */
export type TermFinder = (words: readonly Word[], from: number) => readonly SearchTerm[];

const NO_TERMS: readonly SearchTerm[] = [];

/** Characters within a word that the index ignores. */
const IGNORED = `${FOLDED_MARKS}\\u00ad\\u200b\\u2060\\ufeff`;

const LETTER = '[\\p{L}\\p{Nd}]';
const UNSPACED = `[${LETTER}&&[${UNSPACED_LETTERS}]]`;
const SPACED = `[${LETTER}--[${UNSPACED_LETTERS}]]`;

/** A letter with the marks after it, which are a part of it for readers. */
const unspacedLetter = new RegExp(`${UNSPACED}[\\p{M}${IGNORED}]*`, 'gv');

/** A run of letters that are written without spaces between words, or a word as written. Longer runs are divided. */
const writtenWord = new RegExp(
  `(?<run>(?:${UNSPACED}[${IGNORED}]*){1,1000}\\p{M}*)|${SPACED}[${SPACED}${IGNORED}]*`,
  'gv',
);

/** The forms of how many words are kept, and the length of the longest of these words. */
const MAX_KEPT_WORDS = 20_000;
const MAX_KEPT_LENGTH = 50;

/** The words of a text in a language: the first ones, up to a maximum, and perhaps some more. */
export function wordsIn(text: string, locale: string, maximum = Infinity): Word[] {
  const words: Word[] = [];
  for (const { 0: written, index, groups } of text.matchAll(writtenWord)) {
    if (words.length >= maximum) break;
    const source = groups?.run === undefined ? new WrittenWord(index, written) : new Run(index, written);
    for (const [number, folded] of foldedWordsOf(written).entries())
      words.push(new Word(source, number, folded, locale));
  }
  return words;
}

/** The forms of the words that texts have had lately. Most words of a text are frequent ones. */
const foldedWords = new LRUCache<string, readonly string[]>({ max: MAX_KEPT_WORDS });
const stemsOfWords = new LRUCache<string, { readonly stem: string | null }>({ max: MAX_KEPT_WORDS });

function foldedWordsOf(word: string): readonly string[] {
  const known = foldedWords.get(word);
  if (known !== undefined) return known;
  const folded = wordsOf(word);
  if (word.length <= MAX_KEPT_LENGTH) foldedWords.set(word, folded);
  return folded;
}

function stemOfWritten(locale: string, word: string): { readonly stem: string | null } {
  const key = `${locale} ${word}`;
  const known = stemsOfWords.get(key);
  if (known !== undefined) return known;
  const found = { stem: stemOf(locale, writtenWordOf(word)) };
  if (word.length <= MAX_KEPT_LENGTH) stemsOfWords.set(key, found);
  return found;
}

/** Matches words as the index does: a whole word, the beginning of one, a phrase, or another form of a word. */
export function exactFinder({ required, excluded, locales }: SearchText): TermFinder {
  // Whatever matches a term begins with its first letter, so that few terms are compared with each word.
  const byInitial = groupBy([...required, ...excluded], ({ words }) => words[0]![0]!);
  const stems = new Map<SearchTerm, Set<string>>();
  const stemsOfTerm = (term: SearchTerm): Set<string> => {
    const known = stems.get(term) ?? stemsOf(term, locales);
    stems.set(term, known);
    return known;
  };
  return (words, from) => {
    const word = words[from]!;
    const terms = byInitial.get(word.folded[0]!);
    if (terms === undefined) return NO_TERMS;
    // Stemming takes time. Nearly all forms of a word have its first letter.
    const { stem } = word;
    return terms.filter((term) => isPhrase(words, from, term) || (stem !== null && stemsOfTerm(term).has(stem)));
  };
}

/** Matches words as `exactFinder`, and those that differ from a required term by one typing error. */
export function nearFinder(query: SearchText): TermFinder {
  const near = new Map<string, Set<SearchTerm>>();
  for (const [place, words] of nearWordsOfTerms(query).entries()) {
    for (const word of words) near.set(word, (near.get(word) ?? new Set()).add(query.required[place]!));
  }
  const findExact = exactFinder(query);
  return (words, from) => {
    const exact = findExact(words, from);
    const mistyped = near.get(words[from]!.folded);
    return mistyped === undefined ? exact : [...new Set([...exact, ...mistyped])];
  };
}

function isPhrase(words: readonly Word[], from: number, { words: wanted, isPrefix }: SearchTerm): boolean {
  return wanted.every((word, place) => {
    const found = words[from + place]?.folded;
    return found === word || (isPrefix && place === wanted.length - 1 && found?.startsWith(word) === true);
  });
}
