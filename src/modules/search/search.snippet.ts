import { escapeHtml } from '../../core/html-text';
import type { SearchTerm, SearchText } from '../../database/search-text';
import { exactMatcher, nearMatcher, wordsIn, type TermMatcher, type Word } from './search.words';

const SNIPPET_WORDS = 30;
/** Words before the first match, if the text has as many. */
const WORDS_BEFORE = 6;
/** Maximum matches of one text that are considered. */
const MAX_MATCHES = 100;

/** A plain text in a language. */
export interface LocalizedText {
  readonly text: string;
  readonly locale: string;
}

/** A range of words that matches a term. `to` is the index after the last word. */
interface Match {
  readonly term: SearchTerm;
  readonly from: number;
  readonly to: number;
}

interface MatchedText extends LocalizedText {
  readonly words: readonly Word[];
  readonly matches: readonly Match[];
  /** How many terms match. */
  readonly terms: number;
}

/** A part of a text with the matches of a search. */
export interface Snippet {
  /** Matches are in <mark> elements, and everything else is escaped. */
  readonly html: string;
  readonly locale: string;
}

/**
 * Returns about 30 words of the text that matches most terms, or of the first such text. Typing errors count only if no
 * text matches all terms without them. Without a match, for example if the text has changed meanwhile, it is the beginning of
 * the first text. Null without texts.
 */
export function snippetOf(texts: readonly LocalizedText[], query: SearchText): Snippet | null {
  const exact = findBest(texts, query, exactMatcher(query));
  if (exact === null) return null;
  if (exact.terms === query.required.length) return cutAndMark(exact);
  const near = findBest(texts, query, nearMatcher(query))!;
  return cutAndMark(near.terms > exact.terms ? near : exact);
}

function findBest(texts: readonly LocalizedText[], { required }: SearchText, isMatch: TermMatcher): MatchedText | null {
  let best: MatchedText | null = null;
  for (const { text, locale } of texts) {
    const words = wordsIn(text, locale);
    const matches = findMatches(words, required, isMatch);
    const terms = countTerms(matches);
    if (best === null || terms > best.terms) best = { text, locale, words, matches, terms };
    if (terms === required.length) break;
  }
  return best;
}

function findMatches(words: readonly Word[], terms: readonly SearchTerm[], isMatch: TermMatcher): Match[] {
  const matches: Match[] = [];
  for (let from = 0; from < words.length && matches.length < MAX_MATCHES; from++) {
    for (const term of terms) {
      if (isMatch(words, from, term)) matches.push({ term, from, to: from + term.words.length });
    }
  }
  return matches;
}

function countTerms(matches: readonly Match[]): number {
  return new Set(matches.map(({ term }) => term)).size;
}

function cutAndMark({ text, locale, words, matches }: MatchedText): Snippet {
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
  html += `${escapeHtml(text.slice(at, end))}${end === text.length ? '' : '…'}`;
  return { html, locale };
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
