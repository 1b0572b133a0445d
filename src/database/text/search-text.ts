import { unifySpellings, withoutInvisibles } from './folding';
import { canBeMistyped, nearWordCount, nearWordsOf } from './near-words';
import { languageOf, stemmerOf } from './stemmers';

/** Words that must appear next to each other, in this order. */
export interface SearchTerm {
  readonly words: readonly string[];
  /** True if the last word matches as a prefix. */
  readonly isPrefix: boolean;
  /**
   * The word in lower case with its accents, as stemmers need it, if its other forms match as well. Null for phrases, and
   * for words in quotes.
   */
  readonly written: string | null;
}

/** A parsed search: every required term must match, and no excluded one may. */
export interface SearchText {
  readonly required: readonly SearchTerm[];
  readonly excluded: readonly SearchTerm[];
  /** The languages whose word forms match. */
  readonly locales: readonly string[];
}

/** The words of a search that are used. */
const MAX_WORDS = 20;

/** The length of a text whose words are counted. A longer one is taken to have as many as are used. */
const MAX_COUNTED_LENGTH = 500;

/** How many words with a typing error are considered for the words of one search. */
const MAX_NEAR_WORDS = 3000;

/**
 * Stands before a stem and its language in the index, so that no word equals one. No word contains it: folding replaces it. Alone, it
 * separates the texts of two languages, so that no phrase matches across them.
 */
const STEM_MARK = 'ʹ';

/**
 * The length to which longer words are cut; they then match as prefixes. PostgreSQL allows words of at most 2,046
 * bytes.
 */
const MAX_WORD_LENGTH = 100;

/**
 * Maximum length of the indexed words of a text, as a multiple of the length of the text. Further words are left out. Folding makes at most
 * two letters of one. Pairs have three characters for each letter, and PostgreSQL rejects entries with more than a megabyte of words.
 */
const MAX_GROWTH = 2;

/** The last code point that has case or a decomposition. */
const LAST_FOLDED_CODE_POINT = 0x2fa1d;

/**
 * Marks that texts of one language are written with and without, as ranges of a regular expression: those of Hebrew and Arabic, with the
 * line that stretches Arabic words. Those of further scripts, such as Devanagari, distinguish words.
 */
const OPTIONAL_MARKS =
  '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' +
  '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u08ca-\\u08e1\\u08e3-\\u08ff\\u0640';

/** The accents of European alphabets, and the optional marks, as ranges of a regular expression. */
export const FOLDED_MARKS = `\\u0300-\\u036f${OPTIONAL_MARKS}`;

/**
 * Letters of scripts that write words without spaces between them, as ranges of a regular expression: Thai, Lao, Burmese, Khmer, and those
 * of Chinese and Japanese. Also those of Korean, whose words have many endings and no stemmer.
 */
export const UNSPACED_LETTERS =
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff' +
  '\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{323af}';

const unspacedLetter = new RegExp(`[${UNSPACED_LETTERS}]`, 'u');
const unspacedLetters = new RegExp(`[${UNSPACED_LETTERS}]`, 'gu');
const unspacedRuns = new RegExp(`[${UNSPACED_LETTERS}]+`, 'gu');
const singleUnspacedLetter = new RegExp(`^[${UNSPACED_LETTERS}]$`, 'u');

const optionalMarks = new RegExp(`[${OPTIONAL_MARKS}]+`, 'g');
const foldedMarks = new RegExp(`[${FOLDED_MARKS}]+`, 'g');

/**
 * Words of French and Italian that lose their vowel before another word, such as the article of `l'atelier`, as a part of a regular
 * expression. `presqu'` is not in the list, because `presqu'île` is one word, and neither is `un'`, because `UN's` is a name.
 */
const ELIDED = "(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu|(?:a|da|de|ne|su)ll)'";

const elidedBefore = new RegExp(`^[^\\p{L}\\p{Nd}]*${ELIDED}(?=\\p{L}{2})`, 'u');

/** One quoted phrase, without an elided word before it, or one word, optionally after a minus. */
const PIECES = new RegExp(`(?<minus>-?)(?:(?:${ELIDED})?"(?<quoted>[^"]*)(?<end>"?)|(?<plain>[^\\s"]+))`, 'gu');

/**
 * Parses the text of a search box. All words are required, and the last word also matches as a prefix. Quotes make a
 * phrase; a leading minus excludes. An elided word before another one does not count. Any other character that is neither a
 * letter nor a digit separates words. Only the first 20 words are used. Returns null when no word is required.
 *
 * @param locales the languages whose word forms match
 */
export function parseSearchText(text: string, locales: readonly string[] = []): SearchText | null {
  const required: SearchTerm[] = [];
  const excluded: SearchTerm[] = [];
  let left = MAX_WORDS;
  let last: SearchTerm | null = null;
  const cleaned = unifySpellings(withoutInvisibles(text).toLowerCase().normalize('NFC')).replace(/[“”„«»]/g, '"');
  for (const { groups } of cleaned.matchAll(PIECES)) {
    const { minus = '', quoted, end, plain: given } = groups as Partial<Record<string, string>>;
    const plain = given?.replace(elidedBefore, '');
    const words = phraseOf(wordsOf(quoted ?? plain ?? '')).slice(0, left);
    if (words.length === 0) continue;
    left -= words.length;
    const isPrefix = words.at(-1)!.length > MAX_WORD_LENGTH || singleUnspacedLetter.test(words.at(-1)!);
    const [written = null] = quoted === undefined && words.length === 1 && !isPrefix ? writtenWordsOf(plain!) : [];
    const term = { words: words.map(truncateWord), isPrefix, written };
    (minus === '' ? required : excluded).push(term);
    last = minus === '' && end !== '"' ? term : null;
  }
  if (required.length === 0) return null;
  return { required: required.map((term) => (term === last ? { ...term, isPrefix: true } : term)), excluded, locales };
}

/** True if a word of the search may be the beginning of a word. */
export function hasBegunWord({ required }: SearchText): boolean {
  return required.some(({ isPrefix }) => isPrefix);
}

/** The search with whole words only. */
export function ofWholeWords(query: SearchText): SearchText {
  return { ...query, required: query.required.map((term) => ({ ...term, isPrefix: false })) };
}

/** The number of words of a search that are used, or more: of a text that is not validated. */
export function countSearchWords(text: unknown): number {
  if (typeof text !== 'string' || text.length > MAX_COUNTED_LENGTH) return MAX_WORDS;
  return Math.min(wordsOf(withoutInvisibles(text)).length, MAX_WORDS);
}

/** The number of words with a typing error that a search looks up, or more: of a text that is not validated. */
export function countNearWords(text: unknown): number {
  if (typeof text !== 'string' || text.length > MAX_COUNTED_LENGTH) return MAX_NEAR_WORDS;
  const words = wordsOf(withoutInvisibles(text)).slice(0, MAX_WORDS).filter(canBeMistyped);
  return Math.min(
    words.reduce((sum, word) => sum + nearWordCount(word), 0),
    MAX_NEAR_WORDS,
  );
}

/**
 * The words of a text as they are indexed: runs of letters and digits, without case and accents. Of letters that are written without spaces
 * between words, all pairs of neighbours are words, and the first and the last letter of each run. So a search finds them within a run.
 */
export function wordsOf(text: string): string[] {
  const words = foldWords(text).match(/[\p{L}\p{Nd}]+/gu) ?? [];
  return words.flatMap((word) => (unspacedLetter.test(word) ? pairsOf(word) : word));
}

/** For example, `un国际法` becomes `un`, `国`, `国际`, `际法`, `法`. */
function pairsOf(word: string): string[] {
  return word.replace(unspacedRuns, ' $& ').replace(unspacedLetters, '$& $&').trim().split(/ +/);
}

/**
 * The words of a phrase that a text must have in this order. In the text, other letters may come before those of a run at the beginning of the
 * phrase, and after those at its end, so that these letters are not the first or last ones of a run there.
 */
function phraseOf(words: readonly string[]): readonly string[] {
  const [first] = words;
  const phrase = first !== undefined && singleUnspacedLetter.test(first) ? words.slice(1) : words;
  return phrase.length > 1 && singleUnspacedLetter.test(phrase.at(-1)!) ? phrase.slice(0, -1) : phrase;
}

/** The words of a text in lower case, with the accents that stemmers know, without optional marks. */
function writtenWordsOf(text: string): string[] {
  const lower = withoutInvisibles(text.toLowerCase()).normalize('NFC').replace(optionalMarks, '');
  return unifySpellings(lower).match(/[\p{L}\p{Nd}\u0300-\u036f]+/gu) ?? [];
}

/** A word as stemmers need it: in lower case, with its accents, without invisible characters. */
export function writtenWordOf(word: string): string {
  return writtenWordsOf(word)[0] ?? '';
}

/**
 * The stem of a word in a language, as it is indexed: with `STEM_MARK` and the language, because another language may reduce
 * another word to the same stem. Null if the language has no stemmer.
 */
export function stemOf(locale: string, written: string): string | null {
  const stemmer = stemmerOf(locale);
  if (stemmer === undefined || written.length > MAX_WORD_LENGTH) return null;
  return STEM_MARK + languageOf(locale) + foldWords(stemmer.stem(written));
}

/** The stems of a term in the languages of the search. */
export function stemsOf({ written }: SearchTerm, locales: readonly string[]): Set<string> {
  return new Set(written === null ? [] : locales.flatMap((locale) => stemOf(locale, written) ?? []));
}

/**
 * What the index contains of a text on SQLite: its folded words in their order, then the stems of all words.
 *
 * @param locale the language of the text
 * @param maxCharacters how much of the text is indexed
 */
export function indexedText(locale: string, text: string, maxCharacters: number): string {
  const indexed = text.slice(0, maxCharacters);
  const words = stemmerOf(locale) === undefined ? [] : writtenWordsOf(indexed);
  // Most words of a long text occur often.
  const stems = new Map(Array.from(new Set(words), (word) => [word, stemOf(locale, word)]));
  const folded = wordsOf(indexed)
    .join(' ')
    .slice(0, MAX_GROWTH * maxCharacters);
  return [folded, ...words.map((word) => stems.get(word))].join(' ');
}

/**
 * Folds text for the full-text index: without case, invisible characters, the accents of European alphabets, and the marks of Hebrew and
 * Arabic. Letters of other scripts keep their marks, which distinguish letters there. Both databases do the same with composed text, and
 * all stored text is composed. A change here changes stored data: see CONTRIBUTING.
 */
function foldWords(text: string): string {
  const plain = text.toLowerCase().normalize('NFD').replace(foldedMarks, '');
  return unifyKeyboards(unifySpellings(withoutInvisibles(plain).normalize('NFC')));
}

/** Maps the letters kaf and yeh of a Persian keyboard to those of an Arabic one. Persian and Urdu are written with either. */
function unifyKeyboards(text: string): string {
  return text.replaceAll('ک', 'ك').replaceAll('ی', 'ي');
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

/**
 * For each required term, the words that may be meant if it has a typing error. Empty for phrases, for terms with short
 * words, and for those after the first ones that together have as many as are considered.
 */
export function nearWordsOfTerms({ required }: SearchText): string[][] {
  let left = MAX_NEAR_WORDS;
  return required.map(({ words: [word], written }) => {
    if (written === null || !canBeMistyped(word!)) return [];
    left -= nearWordCount(word!);
    return left < 0 ? [] : [...nearWordsOf(word!)];
  });
}
