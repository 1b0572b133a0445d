import { unifySpellings, withoutUnseen } from './folding';

/** Words that stand next to each other, in this order. */
export interface SearchTerm {
  readonly words: readonly string[];
  /** Whether the last of them may go on. */
  readonly isPrefix: boolean;
}

/** What a text asks for: all that is wanted, and nothing of what is not. */
export interface SearchText {
  readonly wanted: readonly SearchTerm[];
  readonly unwanted: readonly SearchTerm[];
}

const mostWords = 20;
/** Longer ones match by their beginning: PostgreSQL knows no word above 2,046 bytes. */
const longestWord = 100;

/** The last character that has case or that Unicode decomposes. */
const lastDecomposed = 0x2fa1d;

/** A piece of text in quotes, or without spaces, either with a minus before it. */
const pieces = /(?<minus>-?)(?:"(?<quoted>[^"]*)(?<end>"?)|(?<plain>[^\s"]+))/gu;

/**
 * Reads what somebody typed into a search box. Words are wanted all together, and the last one may be the beginning of
 * a word. Quotes make a phrase, a minus at the front excludes; everything else that is not a letter or a digit only
 * separates words. Of a long text the first 20 words count. Null: there is no word that is wanted.
 */
export function parseSearchText(text: string): SearchText | null {
  const wanted: SearchTerm[] = [];
  const unwanted: SearchTerm[] = [];
  let left = mostWords;
  let last: SearchTerm | null = null;
  const written = withoutUnseen(text).replace(/[“”„«»]/g, '"');
  for (const { groups } of written.matchAll(pieces)) {
    const { minus = '', quoted, end, plain } = groups as Partial<Record<string, string>>;
    const words = wordsOf(quoted ?? plain ?? '').slice(0, left);
    if (words.length === 0) continue;
    left -= words.length;
    const term = { words: words.map(cut), isPrefix: words.at(-1)!.length > longestWord };
    (minus === '' ? wanted : unwanted).push(term);
    last = minus === '' && end !== '"' ? term : null;
  }
  if (wanted.length === 0) return null;
  return { wanted: wanted.map((term) => (term === last ? { ...term, isPrefix: true } : term)), unwanted };
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
  return unifySpellings(withoutUnseen(plain).normalize('NFC'));
}

/** Every character that `foldWords` changes, with what becomes of it. */
export function foldedCharacters(): ReadonlyMap<string, string> {
  return new Map(
    Array.from({ length: lastDecomposed + 1 }, (_, code) => String.fromCodePoint(code))
      .map((character) => [character, foldWords(character)] as const)
      .filter(([character, plain]) => character !== plain),
  );
}

function cut(word: string): string {
  // Never half of a character outside the basic plane.
  return word.length > longestWord ? word.slice(0, longestWord).replace(/[\ud800-\udbff]$/, '') : word;
}

/** As SQLite's FTS5 matches it. Every word is in quotes, so that none is an operator. */
export function toFts5({ wanted, unwanted }: SearchText): string {
  const phrase = ({ words, isPrefix }: SearchTerm): string => `"${words.join(' ')}"${isPrefix ? '*' : ''}`;
  const all = wanted.map(phrase).join(' AND ');
  return unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.map(phrase).join(' OR ')})`;
}

/** As PostgreSQL's to_tsquery takes it. */
export function toTsquery({ wanted, unwanted }: SearchText): string {
  const phrase = ({ words, isPrefix }: SearchTerm): string =>
    `(${words.map((word, place) => `'${word}'${isPrefix && place === words.length - 1 ? ':*' : ''}`).join(' <-> ')})`;
  return [...wanted.map(phrase), ...unwanted.map((term) => `!${phrase(term)}`)].join(' & ');
}
