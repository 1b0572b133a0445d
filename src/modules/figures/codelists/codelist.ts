import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { preferredLocale, type RequestContext } from '../../../core/access/request-context';
import { languageOf } from '../../../database/text/stemmers';
import { StartupError } from '../../../errors';
import currency from './lists/Currency.json';
import geographicExactness from './lists/GeographicExactness.json';
import policyMarker from './lists/PolicyMarker.json';
import region from './lists/Region.json';
import sector from './lists/Sector.json';
import sectorCategory from './lists/SectorCategory.json';
import goals from './lists/UNSDG-Goals.json';
import targets from './lists/UNSDG-Targets.json';

/** Maximum codes of a list, so that reading a list has a bound. */
export const MAX_CODES = 2_000;

/** A list of codes of the IATI standard in the compact form in which Entente stores it. */
export const codelistForm = z.strictObject({
  name: z.string(),
  /** Where the list is from, and its licence. */
  source: z.string(),
  attribution: z.string(),
  /** The day of this version of the list, or on which the operator has taken it over; null: files of older versions have none. */
  date: z.iso.date().nullable().default(null),
  /** The address at which the codes are defined; null: IATI names none. */
  url: z.url({ protocol: /^https?$/ }).nullable(),
  /** The names of each code by language. */
  codes: z
    .record(z.string().min(1), z.record(z.string(), z.string()))
    .refine((codes) => Object.keys(codes).length <= MAX_CODES, `must have at most ${MAX_CODES} codes`),
  /** The codes that must no longer be used for new activities. */
  withdrawn: z.array(z.string()),
});

export type Codelist = z.infer<typeof codelistForm>;

/** The lists that Entente uses, in the order of their names, with the vocabulary of each in IATI's attributes. */
const VOCABULARIES = {
  Currency: null,
  GeographicExactness: null,
  PolicyMarker: '1',
  Region: '1',
  Sector: '1',
  SectorCategory: '2',
  'UNSDG-Goals': '2',
  'UNSDG-Targets': '3',
} as const;

/** The name of a list that Entente uses. */
export type CodelistName = keyof typeof VOCABULARIES;

export const codelistNames = Object.keys(VOCABULARIES) as readonly CodelistName[];

/** The lists that come with Entente. Files cannot change which lists there are. */
const builtIn: Readonly<Record<CodelistName, Codelist>> = {
  Currency: currency,
  GeographicExactness: geographicExactness,
  PolicyMarker: policyMarker,
  Region: region,
  Sector: sector,
  SectorCategory: sectorCategory,
  'UNSDG-Goals': goals,
  'UNSDG-Targets': targets,
};

let current = builtIn;

/** True if Entente uses a list of this name. */
export function isCodelistName(name: string): name is CodelistName {
  return Object.hasOwn(VOCABULARIES, name);
}

/** The vocabulary that IATI's attribute `vocabulary` names for the codes of a list; null: the attribute does not exist. */
export function vocabularyOf(name: CodelistName): string | null {
  return VOCABULARIES[name];
}

export function codelist(name: CodelistName): Codelist {
  return current[name];
}

/** True if the list has the code, withdrawn or not. */
export function isListed(name: CodelistName, code: string): boolean {
  return Object.hasOwn(current[name].codes, code);
}

/** The list of a DAC sector: a code of 3 digits is a category. */
export function sectorListOf(code: string): CodelistName {
  return code.length === 3 ? 'SectorCategory' : 'Sector';
}

/** The name of a code in the language that the operation prefers, or else in English; null: the list lacks the code. */
export function nameOfCode(context: RequestContext, name: CodelistName, code: string): string | null {
  const names = isListed(name, code) ? current[name].codes[code]! : {};
  const locale = preferredLocale(context);
  return names[locale] ?? names[languageOf(locale)] ?? names['en'] ?? null;
}

/** The file of a list in the directory of the lists that the operator has updated. */
export function codelistFile(directory: string, name: CodelistName): string {
  return path.join(directory, `${name}.json`);
}

/**
 * Uses the lists of a directory in place of those that come with Entente. `codelists update` writes them. Other files are
 * ignored; a directory that does not exist yet has none.
 *
 * @throws StartupError (exit code 78) when the directory cannot be read, or a file is not as `codelists update` writes it
 */
export function useCodelists(directory: string): void {
  const files = new Set(filesIn(directory));
  const updated = codelistNames
    .filter((name) => files.has(`${name}.json`))
    .map((name) => [name, readCodelist(codelistFile(directory, name), name)] as const);
  current = { ...builtIn, ...Object.fromEntries(updated) };
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StartupError(
      `The codelists in CODELISTS_DIR=${directory} cannot be read: ${(error as Error).message}`,
      78,
    );
  }
}

function readCodelist(file: string, name: CodelistName): Codelist {
  try {
    const list = codelistForm.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (list.name === name) return list;
  } catch (error) {
    throw new StartupError(`The codelist ${file} cannot be used: ${(error as Error).message}`, 78);
  }
  throw new StartupError(`The codelist ${file} must be named as the list that it contains`, 78);
}
