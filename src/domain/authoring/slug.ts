import slugify from '@sindresorhus/slugify';
import type { EntityManager } from 'typeorm';
import { isTaken } from './checks';

const longestMade = 80;

/**
 * A slug made of a title: transliterated to small Latin letters, cut at a word, and numbered when another has it.
 *
 * @param fallback for a title that has nothing to make a slug of
 */
export async function makeSlug(
  manager: EntityManager,
  table: string,
  title: string,
  fallback: string,
): Promise<string> {
  const whole = slugify(title).slice(0, longestMade + 1);
  const cut = whole.length > longestMade ? whole.slice(0, Math.max(whole.lastIndexOf('-'), 1)) : whole;
  const base = cut.replace(/-+$/, '') || fallback;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!(await isTaken(manager, { table, column: 'slug' }, slug, null))) return slug;
  }
}
