import type { EntityManager } from 'typeorm';
import { foldText } from '../../database/text/folding';
import { MAX_SLUG_LENGTH, MAX_YEAR, MIN_YEAR, SLUG_PATTERN } from '../limits';
import { countryCodes } from '../types/country-code';
import { idForReference, type NaturalKey, unknownKey } from './natural-key';
import type { Problems } from './problems';

/** Maximum lengths of folded texts, in UTF-16 code units: the lengths of their columns. */
export const MAX_FOLDED_LENGTH = { name: 600, title: 600, code: 100, place: 400, topic: 400, acronym: 100 } as const;

export interface TextRule {
  readonly max: number;
  /** True if the text must have a visible character. */
  readonly required?: boolean;
  /** True if the text may have several lines. */
  readonly multiline?: boolean;
  /** True if the text is a code, which must look different from every other code. */
  readonly code?: boolean;
  /** The maximum length of the folded text, if lists can be filtered by it. */
  readonly maxFolded?: number;
}

const invisibleOnly = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u;

/** Control characters, line breaks, and marks that change the direction of text, which can make it look like another. */
const notInOneLine = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Invisible characters. Texts other than codes may have them, since scripts and emoji need joiners. */
const notInCode = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** Checks a text. Null counts as empty. */
export function checkText(problems: Problems, path: string, text: string | null, rule: TextRule): void {
  if (text === null || invisibleOnly.test(text)) {
    if (rule.required || text !== null) problems.add(path, 'REQUIRED', 'must not be empty');
    return;
  }
  if (text.length > rule.max) problems.add(path, 'TOO_LONG', `must have at most ${rule.max} characters`);
  else if (rule.maxFolded !== undefined && foldText(text).length > rule.maxFolded) {
    problems.add(path, 'TOO_LONG', `must have at most ${rule.maxFolded} characters after folding for search`);
  }
  if (rule.code && notInCode.test(text)) problems.add(path, 'INVALID', 'must not contain invisible characters');
  else if (!rule.multiline && notInOneLine.test(text)) {
    problems.add(
      path,
      'INVALID',
      'must be one line, without control characters and characters that change the direction of the text',
    );
  }
}

/** Checks that a list has no entry twice, except empty texts. */
export function checkRepeats(problems: Problems, path: string, entries: readonly string[]): void {
  const before = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (entry !== '' && before.has(entry)) {
      problems.add(`${path}.${index}`, 'INVALID', 'must not repeat an earlier entry');
    }
    before.add(entry);
  }
}

/** Checks the name of an item in URLs. */
export function checkSlug(problems: Problems, path: string, slug: string): void {
  if (!SLUG_PATTERN.test(slug) || slug.length > MAX_SLUG_LENGTH) {
    problems.add(
      path,
      'INVALID',
      `must have 1 to ${MAX_SLUG_LENGTH} characters: lower-case Latin letters and digits, in groups joined by hyphens`,
    );
  }
}

/**
 * Checks that a row with this natural key exists, and locks it against deletion: not each column that refers to it has a foreign key.
 * Returns its id; null if there is none.
 */
export async function checkKnown(
  manager: EntityManager,
  problems: Problems,
  path: string,
  key: NaturalKey,
  name: string,
): Promise<number | null> {
  const id = await idForReference(manager, key, name);
  if (id === null) addUnknown(problems, path, key, name);
  return id;
}

/** Adds the problem of a natural key that names no row. */
export function addUnknown(problems: Problems, path: string, key: NaturalKey, name: string): void {
  problems.add(path, 'UNKNOWN', unknownKey(key, name));
}

/** Checks that a date lies in the years in which activities are counted. Its year is exact; a month or a day may be unknown. */
export function checkYear(problems: Problems, path: string, date: string | null): void {
  if (date === null) return;
  const year = Number(date.slice(0, 4));
  if (year < MIN_YEAR || year > MAX_YEAR) {
    problems.add(path, 'INVALID', `must lie in the years ${MIN_YEAR} to ${MAX_YEAR}`);
  }
}

const countries = new Set(countryCodes);

export function checkCountry(problems: Problems, path: string, code: string | null): void {
  if (code !== null && !countries.has(code))
    problems.add(path, 'UNKNOWN', 'must be an ISO 3166-1 alpha-2 code, such as KG');
}
