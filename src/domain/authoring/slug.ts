import slugify from '@sindresorhus/slugify';
import anyAscii from 'any-ascii';
import type { EntityManager } from 'typeorm';
import { isTaken } from './checks';

const longestMade = 80;

/** A title of few and long words, or in a script without blanks, is cut within a word rather than to less than this. */
const shortestCut = 40;

/**
 * A slug made of a title: in small Latin letters, whatever its script, cut at a word, and numbered when another has it.
 *
 * @param fallback for a title that has nothing to make a slug of
 * @param id of the thing that is to have it: its own slug is not taken; null: of a new one
 */
export async function makeSlug(
  manager: EntityManager,
  table: string,
  title: string,
  fallback: string,
  id: number | null,
): Promise<string> {
  const base = cut(slugify(inLatin(title), { decamelize: false })) || fallback;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!(await isTaken(manager, { table, column: 'slug' }, slug, id))) return slug;
  }
}

/** What is a letter there and an apostrophe here, such as the soft sign, would part a word. */
function inLatin(title: string): string {
  const letters = title.normalize().replace(/\p{L}/gu, (letter) => anyAscii(letter).replaceAll("'", ''));
  return anyAscii(letters);
}

function cut(whole: string): string {
  if (whole.length <= longestMade) return whole;
  const word = whole.lastIndexOf('-', longestMade);
  return whole.slice(0, word < shortestCut ? longestMade : word);
}
