import slugify from '@sindresorhus/slugify';
import anyAscii from 'any-ascii';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../database/lock';
import { isTaken } from './natural-key';

/** Maximum characters of a generated slug, without its number. */
const MAX_GENERATED_LENGTH = 80;

/** Minimum characters after a cut between words. If less would remain, the slug is cut within a word. */
const MIN_CUT_LENGTH = 40;

/**
 * Generates a slug from a title: transliterated to lowercase Latin letters, cut between words, and numbered if another row
 * has it.
 *
 * @param fallback the slug for a title without letters and digits
 * @param id the row that gets the slug, whose own slug does not count as taken; null for a new row
 */
export async function generateSlug(
  manager: EntityManager,
  table: string,
  title: string,
  fallback: string,
  id: number | null,
): Promise<string> {
  // Without the lock, another unit of work could take the slug between this search and the insert.
  await takeAdvisoryLock(manager, 'slugs');
  const base = cut(slugify(transliterate(title), { decamelize: false })) || fallback;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!(await isTaken(manager, { table, column: 'slug' }, slug, id))) return slug;
  }
}

/** An apostrophe within a word: in Uzbek as it is mostly typed (o', g'), and in Cyrillic scripts such as that of Tajik. */
const innerApostrophe = /(?<=[og]|\p{Script=Cyrillic})['‘’`](?=\p{L})/giu;

/** Transliterates a title. Letters that become apostrophes, such as the soft sign, are dropped: they would split words. */
function transliterate(title: string): string {
  const words = title.normalize().replace(innerApostrophe, '');
  const letters = words.replace(/\p{L}/gu, (letter) => anyAscii(letter).replaceAll("'", ''));
  return anyAscii(letters);
}

function cut(slug: string): string {
  if (slug.length <= MAX_GENERATED_LENGTH) return slug;
  const end = slug.lastIndexOf('-', MAX_GENERATED_LENGTH);
  return slug.slice(0, end < MIN_CUT_LENGTH ? MAX_GENERATED_LENGTH : end);
}
