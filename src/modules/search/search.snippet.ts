import { escapeHtml } from '../../core/html-text';
import type { SearchTerm, SearchText } from '../../database/text/search-text';
import { exactFinder, nearFinder, type TermFinder, type Word, wordsIn } from './search.words';

const SNIPPET_WORDS = 30;
/** Words before the first match, if the text has as many. */
const WORDS_BEFORE = 6;
/** Maximum matches of one text that are considered. */
const MAX_MATCHES = 100;
/** The characters of a text, from its beginning, that are compared with the words of the search, and the words among them. */
const MAX_COMPARED = 8_000;
const MAX_COMPARED_WORDS = 2_000;

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

interface SplitText extends LocalizedText {
  readonly words: readonly Word[];
  /** True if the text has more words. */
  readonly isCut: boolean;
}

interface MatchedText extends SplitText {
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

/** Cuts the snippets of a search out of the texts of items. */
export type SnippetCutter = (texts: readonly LocalizedText[]) => Snippet | null;

/**
 * Returns what cuts the snippets of one search. It gives about 30 words of the text that matches most terms, or of the first
 * such text. Typing errors count only if no text matches all terms without them. Without a match, for example if the text has
 * changed meanwhile, it is the beginning of the first text. Null without texts.
 */
export function snippetCutter(query: SearchText): SnippetCutter {
  const { required } = query;
  const findExact = exactFinder(query);
  let findNear: TermFinder | undefined;
  return (texts) => {
    const split: SplitText[] = [];
    const findBest = (find: TermFinder): MatchedText | null => {
      let best: MatchedText | null = null;
      for (const [place, text] of texts.entries()) {
        const matched = matchTerms((split[place] ??= splitText(text)), required, find);
        if (best === null || matched.terms > best.terms) best = matched;
        if (matched.terms === required.length) break;
      }
      return best;
    };
    const exact = findBest(findExact);
    if (exact === null || exact.terms === required.length) return exact && cutAndMark(exact);
    // Most searches need no words with a typing error, of which there are thousands.
    const near = findBest((findNear ??= nearFinder(query)))!;
    return cutAndMark(near.terms > exact.terms ? near : exact);
  };
}

function splitText({ text, locale }: LocalizedText): SplitText {
  const words = wordsIn(text.slice(0, MAX_COMPARED), locale, MAX_COMPARED_WORDS);
  return { text, locale, words, isCut: text.length > MAX_COMPARED || words.length >= MAX_COMPARED_WORDS };
}

function matchTerms(split: SplitText, required: readonly SearchTerm[], find: TermFinder): MatchedText {
  const { words } = split;
  const matches: Match[] = [];
  for (let from = 0; from < words.length && matches.length < MAX_MATCHES; from++) {
    for (const term of find(words, from)) {
      if (required.includes(term)) matches.push({ term, from, to: from + term.words.length });
    }
  }
  return { ...split, matches, terms: countTerms(matches) };
}

function countTerms(matches: readonly Match[]): number {
  return new Set(matches.map(({ term }) => term)).size;
}

function cutAndMark({ text, locale, words, isCut, matches }: MatchedText): Snippet {
  const first = findStart(words.length, matches);
  const last = Math.min(words.length, first + SNIPPET_WORDS) - 1;
  const start = first === 0 ? 0 : words[first]!.start;
  // Words beyond those that are compared continue the text.
  const isEnd = last === words.length - 1 && !isCut;
  const end = isEnd ? text.length : (words[last]?.end ?? 0);
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
