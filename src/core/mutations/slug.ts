import slugify from '@sindresorhus/slugify';
import anyAscii from 'any-ascii';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../database/lock';
import { isTaken } from './natural-key';

const MAX_GENERATED_LENGTH = 80;

/** A title of few and long words, or in a script without blanks, is cut within a word rather than to less than this. */
const MIN_CUT_LENGTH = 40;

/**
 * A slug made of a title: in small Latin letters, whatever its script, cut at a word, and numbered when another has it.
 *
 * @param fallback for a title that has nothing to make a slug of
 * @param id of the thing that is to have it: its own slug is not taken; null: of a new one
 */
export async function generateSlug(
  manager: EntityManager,
  table: string,
  title: string,
  fallback: string,
  id: number | null,
): Promise<string> {
  // Else another could take the slug after it was found to be free, and before it is checked with all the rest.
  await takeAdvisoryLock(manager, 'slugs');
  const base = cut(slugify(inLatin(title), { decamelize: false })) || fallback;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!(await isTaken(manager, { table, column: 'slug' }, slug, id))) return slug;
  }
}

/** Of Uzbek, as it is mostly typed (o', g'), and of Tajik and others in Cyrillic: part of a word. */
const innerApostrophe = /(?<=[og]|\p{Script=Cyrillic})['‘’`](?=\p{L})/giu;

/** What is a letter there and an apostrophe here, such as the soft sign, would part a word. */
function inLatin(title: string): string {
  const words = title.normalize().replace(innerApostrophe, '');
  const letters = words.replace(/\p{L}/gu, (letter) => anyAscii(letter).replaceAll("'", ''));
  return anyAscii(letters);
}

function cut(whole: string): string {
  if (whole.length <= MAX_GENERATED_LENGTH) return whole;
  const word = whole.lastIndexOf('-', MAX_GENERATED_LENGTH);
  return whole.slice(0, word < MIN_CUT_LENGTH ? MAX_GENERATED_LENGTH : word);
}
