import { wordsOf, type SearchTerm, type SearchText } from '../../database/search-text';

const SNIPPET_WORDS = 30;
/** Words before the first match, if the text has as many. */
const WORDS_BEFORE = 6;
/** Maximum matches of one text that are considered. */
const MAX_MATCHES = 100;

/** A word with its position in a text, and its folded form in the index. */
interface Word {
  readonly start: number;
  readonly end: number;
  readonly folded: string;
}

/** A range of words that matches a term. `to` is the index after the last word. */
interface Match {
  readonly term: SearchTerm;
  readonly from: number;
  readonly to: number;
}

/**
 * Returns about 30 words of the text that matches most terms, or of the first such text. The result is HTML: matches are
 * in <mark> elements, and everything else is escaped. Without a match, for example if the text has changed meanwhile, it
 * is the beginning of the text.
 *
 * @param texts plain text
 */
export function snippetOf(texts: readonly string[], query: SearchText): string {
  let best: { text: string; words: Word[]; matches: Match[] } | null = null;
  let most = -1;
  for (const text of texts) {
    const words = findWords(text);
    const matches = findMatches(words, query.required);
    const found = countTerms(matches);
    if (found > most) [most, best] = [found, { text, words, matches }];
    if (found === query.required.length) break;
  }
  return best === null ? '' : cutAndMark(best.text, best.words, best.matches);
}

/** A word as written: letters and digits, and the characters between them that the index ignores. */
const WRITTEN_WORD = /[\p{L}\p{Nd}][\p{L}\p{Nd}\u0300-\u036f\u00ad\u200b\u2060\ufeff]*/gu;

function findWords(text: string): Word[] {
  return Array.from(text.matchAll(WRITTEN_WORD)).flatMap(({ 0: word, index }) =>
    wordsOf(word).map((folded) => ({ start: index, end: index + word.length, folded })),
  );
}

function findMatches(words: readonly Word[], terms: readonly SearchTerm[]): Match[] {
  const matches: Match[] = [];
  for (let from = 0; from < words.length && matches.length < MAX_MATCHES; from++) {
    for (const term of terms) {
      if (isMatch(words, from, term)) matches.push({ term, from, to: from + term.words.length });
    }
  }
  return matches;
}

function isMatch(words: readonly Word[], from: number, { words: wanted, isPrefix }: SearchTerm): boolean {
  return wanted.every((word, place) => {
    const found = words[from + place]?.folded;
    return found === word || (isPrefix && place === wanted.length - 1 && found?.startsWith(word) === true);
  });
}

function countTerms(matches: readonly Match[]): number {
  return new Set(matches.map(({ term }) => term)).size;
}

function cutAndMark(text: string, words: readonly Word[], matches: readonly Match[]): string {
  const first = findStart(words.length, matches);
  const last = Math.min(words.length, first + SNIPPET_WORDS) - 1;
  const start = first === 0 ? 0 : words[first]!.start;
  const end = last === words.length - 1 ? text.length : words[last]!.end;
  let html = start === 0 ? '' : '…';
  let at = start;
  for (const { from, to } of matches) {
    const [matchStart, matchEnd] = [words[from]!.start, words[to - 1]!.end];
    // A match that starts within the previous one is marked already.
    if (matchStart < at || matchEnd > end) continue;
    html += `${escapeHtml(text.slice(at, matchStart))}<mark>${escapeHtml(text.slice(matchStart, matchEnd))}</mark>`;
    at = matchEnd;
  }
  return `${html}${escapeHtml(text.slice(at, end))}${end === text.length ? '' : '…'}`;
}

/** The index of the first word of the snippet: shortly before the match with the most terms in the words after it. */
function findStart(wordCount: number, matches: readonly Match[]): number {
  const latest = Math.max(0, wordCount - SNIPPET_WORDS);
  let best = 0;
  let most = 0;
  for (const { from } of matches) {
    const start = Math.min(latest, Math.max(0, from - WORDS_BEFORE));
    const found = countTerms(matches.filter((match) => match.from >= start && match.to <= start + SNIPPET_WORDS));
    if (found > most) [most, best] = [found, start];
  }
  return best;
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character]!);
}
