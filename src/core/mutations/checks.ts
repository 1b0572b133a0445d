import type { EntityManager } from 'typeorm';
import { foldText } from '../../database/folding';
import { fieldName } from '../../errors';
import { countryCodes } from '../types/country-code';
import { idsByName, isTaken, type NaturalKey } from './natural-key';
import type { Problems } from './problems';

/** Maximum UTF-16 code units of each kind of text. */
export const MAX_LENGTH = {
  name: 200,
  title: 300,
  summary: 2_000,
  prose: 60_000,
  code: 50,
  place: 100,
  topic: 100,
} as const;

/** Maximum UTF-16 code units of each kind of text after folding, in the columns for filters. */
export const MAX_FOLDED_LENGTH = { name: 600, title: 600, code: 100, place: 400, topic: 400, acronym: 100 } as const;

export interface TextRule {
  readonly max: number;
  /** True if the text must contain a visible character. */
  readonly required?: boolean;
  /** True if the text may have several lines. */
  readonly multiline?: boolean;
  /** True if the text is a code: without invisible characters, no two codes look the same. */
  readonly code?: boolean;
  /** Maximum UTF-16 code units after folding, for a text with a column for filters. */
  readonly maxFolded?: number;
}

const invisibleOnly = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u;

/** Control characters, line breaks, and marks that change the direction of text, which can make it look like another. */
const notInOneLine = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Invisible characters. Other texts may contain them, because some scripts and emoji need joiners. */
const notInCode = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** Checks a text. null means that there is none. */
export function checkText(problems: Problems, path: string, text: string | null, rule: TextRule): void {
  const name = fieldName(path);
  if (text === null || invisibleOnly.test(text)) {
    if (rule.required || text !== null) problems.add(path, 'REQUIRED', `${name} must not be empty`);
    return;
  }
  if (text.length > rule.max) problems.add(path, 'TOO_LONG', `${name} must not have more than ${rule.max} characters`);
  else if (rule.maxFolded !== undefined && foldText(text).length > rule.maxFolded) {
    problems.add(path, 'TOO_LONG', `${name} must be shorter: folded for search, it is too long`);
  }
  if (rule.code && notInCode.test(text)) problems.add(path, 'INVALID', `${name} must not contain invisible characters`);
  else if (!rule.multiline && notInOneLine.test(text)) {
    problems.add(
      path,
      'INVALID',
      `${name} must be one line without control characters and marks that change the direction of text`,
    );
  }
}

/** Checks that no entry of a list repeats an earlier one. Empty texts are ignored. */
export function checkRepeats(problems: Problems, path: string, entries: readonly string[]): void {
  const before = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (entry !== '' && before.has(entry)) {
      problems.add(`${path}.${index}`, 'INVALID', `${fieldName(path)}.${index} repeats an earlier entry`);
    }
    before.add(entry);
  }
}

/** Checks a slug, which identifies an item in URLs. */
export function checkSlug(problems: Problems, path: string, slug: string): void {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug) || slug.length > 200) {
    problems.add(
      path,
      'INVALID',
      `${fieldName(path)} must have 1 to 200 lowercase Latin letters and digits, in groups joined by hyphens`,
    );
  }
}

/** Checks that no other row of a table, in the trash or not, has this value in this column. */
export async function checkUnique(
  manager: EntityManager,
  problems: Problems,
  path: string,
  key: NaturalKey,
  value: string | null,
  id: number | null,
): Promise<void> {
  if (value !== null && (await isTaken(manager, key, value, id))) {
    problems.add(path, 'TAKEN', `${fieldName(path)} must be unique: another item has the ${key.column} ${value}`);
  }
}

/** Checks that a row with this natural key exists. */
export async function checkKnown(
  manager: EntityManager,
  problems: Problems,
  path: string,
  key: NaturalKey,
  name: string,
): Promise<void> {
  if (!(await idsByName(manager, key, [name])).has(name)) addUnknown(problems, path, key, name);
}

/** Checks that a row exists for each natural key in a list, and that no key repeats an earlier one. */
export async function checkAllKnown(
  manager: EntityManager,
  problems: Problems,
  path: string,
  key: NaturalKey,
  names: readonly string[],
): Promise<void> {
  const ids = await idsByName(manager, key, names);
  for (const [index, name] of names.entries()) {
    const entryPath = `${path}.${index}`;
    if (!ids.has(name)) addUnknown(problems, entryPath, key, name);
    else if (names.indexOf(name) < index) {
      problems.add(entryPath, 'INVALID', `${fieldName(entryPath)} repeats an earlier entry`);
    }
  }
}

function addUnknown(problems: Problems, path: string, { table, column }: NaturalKey, name: string): void {
  problems.add(path, 'UNKNOWN', `There is no ${table} with the ${column} ${name}`);
}

const countries = new Set(countryCodes);

export function checkCountry(problems: Problems, path: string, code: string | null): void {
  if (code !== null && !countries.has(code))
    problems.add(path, 'UNKNOWN', `${fieldName(path)} must be a country code of ISO 3166-1, such as KG`);
}
