import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StartupError } from '../../errors';
import { countryCodes } from '../types/country-code';
import { canonicalLocale } from '../types/locale';
import en from './labels/en.json';
import fr from './labels/fr.json';
import ru from './labels/ru.json';

/**
 * The names of enum values as people read them, by enum and value, in one language. Files of operators may have names of countries
 * beside them, by `Country` and code.
 */
export type Labels = Readonly<Record<string, Readonly<Record<string, string | undefined>> | undefined>>;

/** Labels by language. */
export type LabelsByLocale = ReadonlyMap<string, Labels>;

/** The language of the labels that are used where no others are. They are complete. */
export const COMPLETE_LOCALE = 'en';

/** The labels that come with Entente. Those in English say which enums have labels. */
export const builtInLabels: LabelsByLocale = new Map<string, Labels>([
  [COMPLETE_LOCALE, en],
  ['fr', fr],
  ['ru', ru],
]);

/** What a file may name, with the values of each. Names of countries come from CLDR, so that no file needs them. */
const knownValues: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(en).map(([enumName, values]) => [enumName, Object.keys(values)] as const),
  ['Country', countryCodes],
]);

/** Maximum length of a label, in UTF-16 code units. */
const MAX_LENGTH = 200;

/** Maximum problems in one message. */
const MAX_PROBLEMS = 20;

/**
 * Reads the labels that an operator adds: one JSON file for each language, named `<locale>.json`, in the form of those that
 * come with Entente. Other files are ignored. A file need not have all labels.
 *
 * @throws StartupError (exit code 78) that names each file and label that is not as expected
 */
export function readLabels(directory: string): LabelsByLocale {
  const problems: string[] = [];
  const found = new Map<string, Labels>();
  for (const file of filesIn(directory)) {
    const locale = path.basename(file, '.json');
    if (canonicalLocale(locale) !== locale) {
      problems.push(`${file}: expected a BCP 47 language tag in canonical form as the name, such as ky.json`);
      continue;
    }
    const labels = parsed(path.join(directory, file));
    if (labels instanceof Error) problems.push(`${file}: ${labels.message}`);
    else {
      problems.push(...problemsOf(labels).map((problem) => `${file}: ${problem}`));
      found.set(locale, labels as Labels);
    }
  }
  if (problems.length > 0) throw invalid(directory, problems.slice(0, MAX_PROBLEMS));
  return found;
}

/** The labels, as `ActivityType.WORKSHOP`, that are in none of these languages. */
export function missingLabels(labels: readonly (Labels | undefined)[]): string[] {
  return Object.entries(en).flatMap(([enumName, values]) =>
    Object.keys(values)
      .filter((value) => labels.every((one) => one?.[enumName]?.[value] === undefined))
      .map((value) => `${enumName}.${value}`),
  );
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .sort();
  } catch (error) {
    throw invalid(directory, [(error as Error).message]);
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return error;
  }
}

function problemsOf(labels: unknown): string[] {
  if (!isObject(labels)) return ['expected an object with an object for each enum'];
  return Object.entries(labels).flatMap(([enumName, values]) => {
    const known = knownValues.get(enumName);
    if (known === undefined) return [`${enumName} has no labels: expected ${[...knownValues.keys()].join(', ')}`];
    if (!isObject(values)) return [`${enumName}: expected an object with a text for each value`];
    return Object.entries(values).flatMap(([value, label]) => {
      if (!known.includes(value)) return [`${enumName} has no value ${value}: expected ${known.join(', ')}`];
      const isText = typeof label === 'string' && label.trim() !== '' && label.length <= MAX_LENGTH;
      return isText ? [] : [`${enumName}.${value}: expected a text of 1 to ${MAX_LENGTH} characters`];
    });
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(directory: string, problems: readonly string[]): StartupError {
  const lines = problems.map((problem) => `  ${problem}`);
  return new StartupError(`The labels in LABELS_DIR=${directory} are invalid:\n${lines.join('\n')}`, 78);
}
