import slugify from '@sindresorhus/slugify';
import anyAscii from 'any-ascii';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../database/sql/advisory-lock';
import { join, raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { namesById } from './natural-key';

/** Maximum characters of a generated slug, without its number. */
const MAX_GENERATED_LENGTH = 80;

/** Minimum characters after a cut between words. If less would remain, the slug is cut within a word. */
const MIN_CUT_LENGTH = 40;

/** The lowest free number is found up to this one. One statement looks up as many slugs. */
const MAX_LOWEST_NUMBER = 64;

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
  const rows = { manager, table, id };
  const lowest = await findFree(rows, base, range(1, MAX_LOWEST_NUMBER));
  if (lowest !== null) return numbered(base, lowest);
  return (await findOwn(rows, base)) ?? numbered(base, await getHighFree(rows, base));
}

/** The rows of a table, except the one that gets the slug. */
interface OtherRows {
  readonly manager: EntityManager;
  readonly table: string;
  readonly id: number | null;
}

/**
 * The row's own slug, if it has a number after this base. Without it, a row with a high number could get another one each
 * time that its slug is generated again.
 */
async function findOwn({ manager, table, id }: OtherRows, base: string): Promise<string | null> {
  if (id === null) return null;
  const own = (await namesById(manager, { table, column: 'slug' }, [id])).get(id);
  return own?.startsWith(`${base}-`) && /^[1-9]\d*$/.test(own.slice(base.length + 1)) ? own : null;
}

/**
 * Returns a free number after a taken one. If no number is free below a taken one, it is the lowest. Equal titles may be
 * thousands, so the numbers are not tried one after another: the statements grow with the logarithm.
 */
async function getHighFree(rows: OtherRows, base: string): Promise<number> {
  let taken = MAX_LOWEST_NUMBER;
  let free: number | null = null;
  while (free === null || free - taken > 1) {
    const numbers: number[] = free === null ? above(taken) : between(taken, free);
    const found = await findFree(rows, base, numbers);
    taken = numbers[found === null ? numbers.length - 1 : numbers.indexOf(found) - 1] ?? taken;
    free = found ?? free;
  }
  return free;
}

/** The first of these numbers that no other row has. */
async function findFree(
  { manager, table, id }: OtherRows,
  base: string,
  numbers: readonly number[],
): Promise<number | null> {
  const slugs = numbers.map((number) => numbered(base, number));
  const rows = await executeSql<{ slug: string }>(
    manager,
    sql`SELECT slug FROM ${raw(table)} WHERE slug IN (${join(slugs)}) AND id <> ${id ?? 0}`,
  );
  const taken = new Set(rows.map(({ slug }) => slug));
  return numbers.find((_, place) => !taken.has(slugs[place]!)) ?? null;
}

function numbered(base: string, number: number): string {
  return number === 1 ? base : `${base}-${number}`;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

/** Numbers in growing distances from a taken one. If somebody has written all of these slugs, the numbers that follow. */
function above(taken: number): number[] {
  if (taken > MAX_LOWEST_NUMBER) return range(taken + 1, taken + MAX_LOWEST_NUMBER);
  return range(1, 20).map((power) => taken * 2 ** power);
}

/** Numbers between two others, in equal distances. */
function between(low: number, high: number): number[] {
  const step = Math.ceil((high - low) / (MAX_LOWEST_NUMBER + 1));
  return range(1, Math.ceil((high - low) / step) - 1).map((place) => low + place * step);
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
