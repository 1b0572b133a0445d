import type { EntityManager } from 'typeorm';
import { foldText } from '../../database/folding';
import { countryCodes } from '../types/country-code';
import { idsByName, isTaken, type NaturalKey } from './natural-key';
import type { Problems } from './problems';

/** Characters (UTF-16 units) that texts of each kind may have. */
export const MAX_LENGTH = {
  name: 200,
  title: 300,
  summary: 2_000,
  prose: 60_000,
  code: 50,
  place: 100,
  topic: 100,
} as const;

/** The same of the columns by which texts are found. */
export const MAX_FOLDED_LENGTH = { name: 600, title: 600, code: 100, place: 400, topic: 400, acronym: 100 } as const;

export interface TextRule {
  readonly max: number;
  /** Whether nothing, or nothing that is visible, will not do. */
  readonly required?: boolean;
  /** Whether it may have several lines. */
  readonly multiline?: boolean;
  /** Whether it is a code, which looks like no other. */
  readonly code?: boolean;
  /** What it may have once it is folded, when it is found by that. */
  readonly maxFolded?: number;
}

const invisibleOnly = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u;

/** Controls, ends of lines, and what turns the direction of all that follows, so that it looks like another text. */
const notInOneLine = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Whatever is invisible. In other texts scripts and emoji have a use for joiners and the like. */
const notInCode = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** Checks a text; null is no text. */
export function checkText(problems: Problems, path: string, text: string | null, rule: TextRule): void {
  if (text === null || invisibleOnly.test(text)) {
    if (rule.required || text !== null) problems.add(path, 'REQUIRED', 'There is no text here');
    return;
  }
  if (text.length > rule.max) problems.add(path, 'TOO_LONG', `This text has more than ${rule.max} characters`);
  else if (rule.maxFolded !== undefined && foldText(text).length > rule.maxFolded) {
    problems.add(path, 'TOO_LONG', 'This text is too long once it is folded for search');
  }
  if (rule.code && notInCode.test(text)) problems.add(path, 'INVALID', 'A code has no invisible characters');
  else if (!rule.multiline && notInOneLine.test(text)) {
    problems.add(
      path,
      'INVALID',
      'This text has one line, without control characters and marks that turn its direction',
    );
  }
}

/** Checks that nothing is in a list twice, but for texts that are none. */
export function checkRepeats(problems: Problems, path: string, entries: readonly string[]): void {
  const before = new Set<string>();
  for (const [number, entry] of entries.entries()) {
    if (entry !== '' && before.has(entry)) {
      problems.add(`${path}.${number}`, 'INVALID', 'This is in the list already');
    }
    before.add(entry);
  }
}

/** Checks what names a thing in URLs. */
export function checkSlug(problems: Problems, path: string, slug: string): void {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug) || slug.length > 200) {
    problems.add(path, 'INVALID', 'A slug has 1 to 200 small Latin letters and digits, in parts joined by hyphens');
  }
}

/** Checks that no other row of a table has this value in this column, the trash included. */
export async function checkUnique(
  manager: EntityManager,
  problems: Problems,
  path: string,
  place: NaturalKey,
  value: string | null,
  id: number | null,
): Promise<void> {
  if (value !== null && (await isTaken(manager, place, value, id))) {
    problems.add(path, 'TAKEN', `Something else has the ${place.column} ${value}`);
  }
}

/** Checks that a name stands for an entry of a vocabulary. */
export async function checkKnown(
  manager: EntityManager,
  problems: Problems,
  path: string,
  vocabulary: NaturalKey,
  name: string,
): Promise<void> {
  if (!(await idsByName(manager, vocabulary, [name])).has(name)) addUnknown(problems, path, vocabulary, name);
}

/** Checks that each name in a list stands for an entry of a vocabulary, once. */
export async function checkAllKnown(
  manager: EntityManager,
  problems: Problems,
  path: string,
  vocabulary: NaturalKey,
  names: readonly string[],
): Promise<void> {
  const ids = await idsByName(manager, vocabulary, names);
  for (const [number, name] of names.entries()) {
    const place = `${path}.${number}`;
    if (!ids.has(name)) addUnknown(problems, place, vocabulary, name);
    else if (names.indexOf(name) < number) problems.add(place, 'INVALID', `${name} is named twice`);
  }
}

function addUnknown(problems: Problems, path: string, { table, column }: NaturalKey, name: string): void {
  problems.add(path, 'UNKNOWN', `There is no ${table} with the ${column} ${name}`);
}

const countries = new Set(countryCodes);

export function checkCountry(problems: Problems, path: string, code: string | null): void {
  if (code !== null && !countries.has(code)) problems.add(path, 'UNKNOWN', `${code} is no code of ISO 3166-1`);
}
