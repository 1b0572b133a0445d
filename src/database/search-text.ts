import { unifySpellings, withoutInvisibles } from './folding';

/** Words that must appear next to each other, in this order. */
export interface SearchTerm {
  readonly words: readonly string[];
  /** True if the last word matches as a prefix. */
  readonly isPrefix: boolean;
}

/** A parsed search: every required term must match, and no excluded one may. */
export interface SearchText {
  readonly required: readonly SearchTerm[];
  readonly excluded: readonly SearchTerm[];
}

const MAX_WORDS = 20;
/**
 * The length to which longer words are cut; they then match as prefixes. PostgreSQL allows words of at most 2,046
 * bytes.
 */
const MAX_WORD_LENGTH = 100;

/** The last code point that has case or a decomposition. */
const LAST_FOLDED_CODE_POINT = 0x2fa1d;

/** One quoted phrase or one word, optionally after a minus. */
const PIECES = /(?<minus>-?)(?:"(?<quoted>[^"]*)(?<end>"?)|(?<plain>[^\s"]+))/gu;

/**
 * Parses the text of a search box. All words are required, and the last word also matches as a prefix. Quotes make a
 * phrase; a leading minus excludes. Any other character that is neither a letter nor a digit separates words. Only the
 * first 20 words are used. Returns null when no word is required.
 */
export function parseSearchText(text: string): SearchText | null {
  const required: SearchTerm[] = [];
  const excluded: SearchTerm[] = [];
  let left = MAX_WORDS;
  let last: SearchTerm | null = null;
  const cleaned = withoutInvisibles(text).replace(/[“”„«»]/g, '"');
  for (const { groups } of cleaned.matchAll(PIECES)) {
    const { minus = '', quoted, end, plain } = groups as Partial<Record<string, string>>;
    const words = wordsOf(quoted ?? plain ?? '').slice(0, left);
    if (words.length === 0) continue;
    left -= words.length;
    const term = { words: words.map(truncateWord), isPrefix: words.at(-1)!.length > MAX_WORD_LENGTH };
    (minus === '' ? required : excluded).push(term);
    last = minus === '' && end !== '"' ? term : null;
  }
  if (required.length === 0) return null;
  return { required: required.map((term) => (term === last ? { ...term, isPrefix: true } : term)), excluded };
}

/** The words of a text as they are indexed: runs of letters and digits, without case and accents. */
export function wordsOf(text: string): string[] {
  return foldWords(text).match(/[\p{L}\p{Nd}]+/gu) ?? [];
}

/**
 * Folds text for the full-text index: without case, invisible characters, and the accents of European alphabets.
 * Letters of other scripts keep their marks, which distinguish letters there. Both databases do the same with composed
 * text, and all stored text is composed. A change here changes stored data: see CONTRIBUTING.
 */
function foldWords(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '');
  return unifySpellings(withoutInvisibles(plain).normalize('NFC'));
}

/** Every character that `foldWords` changes, with its replacement. */
export function foldedCharacters(): ReadonlyMap<string, string> {
  return new Map(
    Array.from({ length: LAST_FOLDED_CODE_POINT + 1 }, (_, code) => String.fromCodePoint(code))
      .map((character) => [character, foldWords(character)] as const)
      .filter(([character, plain]) => character !== plain),
  );
}

function truncateWord(word: string): string {
  // A surrogate pair is never split.
  return word.length > MAX_WORD_LENGTH ? word.slice(0, MAX_WORD_LENGTH).replace(/[\ud800-\udbff]$/, '') : word;
}

/** The query in SQLite's FTS5 syntax. Every word is quoted, so that none is an operator. */
export function toFts5({ required, excluded }: SearchText): string {
  const phrase = ({ words, isPrefix }: SearchTerm): string => `"${words.join(' ')}"${isPrefix ? '*' : ''}`;
  const all = required.map(phrase).join(' AND ');
  return excluded.length === 0 ? all : `(${all}) NOT (${excluded.map(phrase).join(' OR ')})`;
}

/** The query in the syntax of PostgreSQL's to_tsquery. */
export function toTsquery({ required, excluded }: SearchText): string {
  const phrase = ({ words, isPrefix }: SearchTerm): string =>
    `(${words.map((word, place) => `'${word}'${isPrefix && place === words.length - 1 ? ':*' : ''}`).join(' <-> ')})`;
  return [...required.map(phrase), ...excluded.map((term) => `!${phrase(term)}`)].join(' & ');
}
