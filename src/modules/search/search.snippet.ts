import { wordsOf, type SearchTerm, type SearchText } from '../../database/search-text';

const wordsShown = 30;
/** How many words come before the first match, where there are as many. */
const wordsBefore = 6;
/** Of more matches in one text the first ones decide. */
const mostMatches = 100;

/** A word where it stands in a text, and as the index has it. */
interface Word {
  readonly start: number;
  readonly end: number;
  readonly folded: string;
}

/** Words of a text, from one to before another, that are what a term asks for. */
interface Match {
  readonly term: SearchTerm;
  readonly from: number;
  readonly to: number;
}

/**
 * About 30 words of the text that has most of what was wanted, the first of equals, as HTML: every match in <mark>,
 * everything else escaped. Where nothing matches, as in a text that has changed meanwhile, the beginning.
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

/** Letters and digits with what the index drops from among them; what it takes for several words has one place. */
const written = /[\p{L}\p{Nd}][\p{L}\p{Nd}\u0300-\u036f\u00ad\u200b\u2060\ufeff]*/gu;

function findWords(text: string): Word[] {
  return Array.from(text.matchAll(written)).flatMap(({ 0: word, index }) =>
    wordsOf(word).map((folded) => ({ start: index, end: index + word.length, folded })),
  );
}

function findMatches(words: readonly Word[], terms: readonly SearchTerm[]): Match[] {
  const matches: Match[] = [];
  for (let from = 0; from < words.length && matches.length < mostMatches; from++) {
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
  const last = Math.min(words.length, first + wordsShown) - 1;
  const start = first === 0 ? 0 : words[first]!.start;
  const end = last === words.length - 1 ? text.length : words[last]!.end;
  let html = start === 0 ? '' : '…';
  let at = start;
  for (const { from, to } of matches) {
    const [opening, closing] = [words[from]!.start, words[to - 1]!.end];
    // What begins within the match before it is marked already.
    if (opening < at || closing > end) continue;
    html += `${escapeHtml(text.slice(at, opening))}<mark>${escapeHtml(text.slice(opening, closing))}</mark>`;
    at = closing;
  }
  return `${html}${escapeHtml(text.slice(at, end))}${end === text.length ? '' : '…'}`;
}

/** The first word shown: a little before that match after which most of what was wanted comes soon. */
function findStart(wordCount: number, matches: readonly Match[]): number {
  const latest = Math.max(0, wordCount - wordsShown);
  let best = 0;
  let most = 0;
  for (const { from } of matches) {
    const start = Math.min(latest, Math.max(0, from - wordsBefore));
    const found = countTerms(matches.filter((match) => match.from >= start && match.to <= start + wordsShown));
    if (found > most) [most, best] = [found, start];
  }
  return best;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
