import { unifySpellings, withoutInvisibles } from './folding';

/** Words that stand next to each other, in this order. */
export interface SearchTerm {
  readonly words: readonly string[];
  /** Whether the last of them may go on. */
  readonly isPrefix: boolean;
}

/** What a text asks for: all that is required, and nothing of what is not. */
export interface SearchText {
  readonly required: readonly SearchTerm[];
  readonly excluded: readonly SearchTerm[];
}

const MAX_WORDS = 20;
/** Longer ones match by their beginning: PostgreSQL knows no word above 2,046 bytes. */
const MAX_WORD_LENGTH = 100;

/** The last character that has case or that Unicode decomposes. */
const LAST_FOLDED_CODE_POINT = 0x2fa1d;

/** A piece of text in quotes, or without spaces, either with a minus before it. */
const PIECES = /(?<minus>-?)(?:"(?<quoted>[^"]*)(?<end>"?)|(?<plain>[^\s"]+))/gu;

/**
 * Reads what somebody typed into a search box. Words are required all together, and the last one may be the beginning of
 * a word. Quotes make a phrase, a minus at the front excludes; everything else that is not a letter or a digit only
 * separates words. Of a long text the first 20 words count. Null: there is no word that is required.
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

/** The words of a text as the index has them: runs of letters and digits, without case and accents. */
export function wordsOf(text: string): string[] {
  return foldWords(text).match(/[\p{L}\p{Nd}]+/gu) ?? [];
}

/**
 * Text as the index compares it: without case, what is not seen, and the accents of the alphabets of Europe; the letters
 * of other scripts keep their marks, which tell one from another. The two databases do the same of text whose letters are
 * composed, as all that is authored has them. What changes here changes what is stored: see CONTRIBUTING.
 */
function foldWords(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '');
  return unifySpellings(withoutInvisibles(plain).normalize('NFC'));
}

/** Every character that `foldWords` changes, with what becomes of it. */
export function foldedCharacters(): ReadonlyMap<string, string> {
  return new Map(
    Array.from({ length: LAST_FOLDED_CODE_POINT + 1 }, (_, code) => String.fromCodePoint(code))
      .map((character) => [character, foldWords(character)] as const)
      .filter(([character, plain]) => character !== plain),
  );
}

function truncateWord(word: string): string {
  // Never half of a character outside the basic plane.
  return word.length > MAX_WORD_LENGTH ? word.slice(0, MAX_WORD_LENGTH).replace(/[\ud800-\udbff]$/, '') : word;
}

/** As SQLite's FTS5 matches it. Every word is in quotes, so that none is an operator. */
export function toFts5({ required, excluded }: SearchText): string {
  const phrase = ({ words, isPrefix }: SearchTerm): string => `"${words.join(' ')}"${isPrefix ? '*' : ''}`;
  const all = required.map(phrase).join(' AND ');
  return excluded.length === 0 ? all : `(${all}) NOT (${excluded.map(phrase).join(' OR ')})`;
}

/** As PostgreSQL's to_tsquery takes it. */
export function toTsquery({ required, excluded }: SearchText): string {
  const phrase = ({ words, isPrefix }: SearchTerm): string =>
    `(${words.map((word, place) => `'${word}'${isPrefix && place === words.length - 1 ? ':*' : ''}`).join(' <-> ')})`;
  return [...required.map(phrase), ...excluded.map((term) => `!${phrase(term)}`)].join(' & ');
}
