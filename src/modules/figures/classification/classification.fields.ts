import { snakeCase } from 'typeorm/util/StringUtils';
import { z } from 'zod';
import { jsonCell } from '../../../core/csv-cells';
import type { ColumnField, FieldCheck, InputField } from '../../../core/fields/field';
import { argument } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { normalizeText, textJson } from '../../../core/fields/field-kinds';
import { checkLength, IN_ORDER, list, MAX_ENTRIES, ONCE_EACH } from '../../../core/fields/list-kinds';
import { eachText } from '../../../core/fields/translated-texts';
import { TranslatedTextInput } from '../../../core/languages/translated-text';
import { MAX_LENGTH } from '../../../core/limits';
import { checkCountry, checkRepeats, checkText } from '../../../core/mutations/checks';
import { raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { type CodelistName, isListed } from '../codelists/codelist';
import { LocationInput, RecipientInput, SectorInput } from './classification';
import { checkPercentages, percentageJson, shareCell } from './percentages';

/** A recipient as a part of content: either a country or a region. */
export interface RecipientContent {
  readonly country: string | null;
  readonly region: string | null;
  readonly percentage: string | null;
}

/** A sector as a part of content. */
export interface SectorContent {
  readonly code: string;
  readonly percentage: string | null;
}

/** A location as a part of content. */
export interface LocationContent {
  readonly name: string;
  readonly point: { readonly latitude: number; readonly longitude: number } | null;
  readonly exactness: string | null;
}

const PERCENTAGES = 'Their percentages add up to exactly 100, or none is given.';

const SDG_LISTS: readonly CodelistName[] = ['UNSDG-Goals', 'UNSDG-Targets'];

/** The list that has a code of a sustainable development goal or of one of its targets: 4, 4.4 or 4.b. */
export function sdgListOf(code: string): CodelistName {
  return code.includes('.') ? 'UNSDG-Targets' : 'UNSDG-Goals';
}

/** The number of the goal that a code is, or that its target belongs to. */
export function goalOf(code: string): number {
  return Number(code.split('.')[0]);
}

/** Checks that a codelist has a code. Withdrawn codes are accepted, because older activities have them. */
function checkCode(
  { problems }: Pick<FieldCheck, 'problems'>,
  path: string,
  lists: readonly CodelistName[],
  code: string,
): void {
  if (lists.some((name) => isListed(name, code))) return;
  problems.add(path, 'UNKNOWN', `must be a code of the codelist ${lists.join(' or ')}`);
}

/** A table of links with the entries of a list, which has the columns `position`, from 1, and one for the owner. */
interface EntryTable<L> {
  readonly entity: new () => L;
  readonly owner: keyof L & string;
}

type Stored<T> = Required<Pick<InputField<T>, 'select' | 'replace'>>;

/** How entries are stored as rows: `columns` are the properties of the rows with the parts of an entry. */
function stored<L extends { readonly position: number }, E extends object>(
  { entity, owner }: EntryTable<L>,
  columns: { readonly [K in keyof E & string]: keyof L & string },
  derived: (entry: E) => Partial<L> = () => ({}),
): Stored<readonly E[]> {
  const table = snakeCase(entity.name);
  const parts = Object.entries<string>(columns);
  return {
    select: (_name, alias, listOf) =>
      listOf(
        Object.fromEntries(parts.map(([part, property]) => [part, `l.${snakeCase(property)}`])),
        raw(`${table} l WHERE l.${snakeCase(owner)} = ${alias}.id`),
        'l.position',
      ),
    replace: async (manager, id, entries) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(snakeCase(owner))} = ${id}`);
      const rows = entries.map((entry, index) => ({
        [owner]: id,
        position: index + 1,
        ...Object.fromEntries(parts.map(([part, property]) => [property, entry[part as keyof E]])),
        ...derived(entry),
      }));
      await manager.insert(entity, rows as object[]);
    },
  };
}

/** The countries and regions that benefit from an item, in their order. */
export function recipients<
  L extends { position: number; countryCode: string | null; regionCode: string | null; percentage: string | null },
>(links: EntryTable<L>): InputField<readonly RecipientContent[]> {
  return {
    form: { kind: ContentFieldKind.RECIPIENTS, maxItems: MAX_ENTRIES, codelists: ['Region'] },
    argument: argument(
      () => [RecipientInput],
      { description: 'Countries and regions that benefit from the activity in their order', note: PERCENTAGES },
      ONCE_EACH,
    ),
    empty: [],
    json: z.array(
      z.strictObject({
        country: textJson.nullable().default(null),
        region: textJson.nullable().default(null),
        percentage: percentageJson,
      }),
      'must be a list',
    ),
    cellEntry: {
      format: ({ country, region, percentage }) => shareCell.format(country ?? region ?? '', percentage),
      parse: (text) => {
        const { key, percentage } = shareCell.parse(text);
        return { [/^\d+$/.test(key) ? 'region' : 'country']: key, percentage };
      },
    },
    normalize: (entries) =>
      entries.map(({ country, region, percentage }) => ({
        country: country ?? null,
        region: region == null ? null : normalizeText(region),
        percentage: percentage ?? null,
      })),
    check: (entries, context) => {
      const { problems, path } = context;
      checkLength(entries, context);
      for (const [index, { country, region }] of entries.entries()) {
        const place = `${path}.${index}`;
        if ((country === null) === (region === null)) {
          problems.add(place, 'INVALID', 'must have either a country or a region');
        }
        checkCountry(problems, `${place}.country`, country);
        if (region !== null) checkCode(context, `${place}.region`, ['Region'], region);
      }
      const keys = entries.map(({ country, region }) => country ?? region ?? '');
      checkRepeats(problems, path, keys);
      checkPercentages(entries, context);
    },
    ...stored<L, RecipientContent>(links, {
      country: 'countryCode',
      region: 'regionCode',
      percentage: 'percentage',
    }),
  };
}

/** The sectors that an item serves, in their order. */
export function sectors<
  L extends { position: number; sectorCode: string; categoryCode: string; percentage: string | null },
>(links: EntryTable<L>): InputField<readonly SectorContent[]> {
  return {
    form: { kind: ContentFieldKind.SECTORS, maxItems: MAX_ENTRIES, codelists: ['Sector'] },
    argument: argument(
      () => [SectorInput],
      { description: 'Sectors that the activity serves in their order', note: PERCENTAGES },
      ONCE_EACH,
    ),
    empty: [],
    json: z.array(z.strictObject({ code: textJson, percentage: percentageJson }), 'must be a list'),
    cellEntry: {
      format: ({ code, percentage }) => shareCell.format(code, percentage),
      parse: (text) => {
        const { key, percentage } = shareCell.parse(text);
        return { code: key, percentage };
      },
    },
    normalize: (entries) =>
      entries.map(({ code, percentage }) => ({ code: normalizeText(code), percentage: percentage ?? null })),
    check: (entries, context) => {
      const { problems, path } = context;
      checkLength(entries, context);
      const codes = entries.map(({ code }) => code);
      for (const [index, code] of codes.entries()) checkCode(context, `${path}.${index}.code`, ['Sector'], code);
      checkRepeats(problems, path, codes);
      checkPercentages(entries, context);
    },
    ...stored<L, SectorContent>(
      links,
      { code: 'sectorCode', percentage: 'percentage' },
      ({ code }) => ({ categoryCode: categoryOf(code) }) as Partial<L>,
    ),
  };
}

/** The category of a sector: its first three digits. */
function categoryOf(sector: string): string {
  return sector.slice(0, 3);
}

/** The sustainable development goals and targets that an item serves, in their order. */
export function sdgs<L extends { position: number; code: string; goal: number }>(
  links: EntryTable<L>,
): InputField<readonly string[]> {
  const { select, replace } = stored<L, { readonly code: string }>(
    links,
    { code: 'code' },
    ({ code }) => ({ goal: goalOf(code) }) as Partial<L>,
  );
  return {
    ...codes(
      SDG_LISTS,
      'Codes of the sustainable development goals and targets that the activity serves in their order',
    ),
    select,
    decode: (rows) => (rows as { readonly code: string }[]).map(({ code }) => code),
    replace: (manager, id, values) => {
      const entries = values.map((code) => ({ code }));
      return replace(manager, id, entries, []);
    },
  };
}

/** The policy markers of an item in their order, stored as JSON in a column of the field's name; null if there are none. */
export function policyMarkers(): ColumnField<readonly string[], string | null, null> {
  return {
    ...codes(['PolicyMarker'], 'Codes of the policies that the activity serves in their order'),
    ...jsonColumn(),
  };
}

/** A list of codes of codelists. */
function codes(lists: readonly CodelistName[], description: string): ReturnType<typeof list> {
  const note = `They are codes of the codelist ${lists.join(' or ')}.`;
  return list(
    { kind: ContentFieldKind.CODES, codelists: lists },
    argument(() => [String], { description, note }, ONCE_EACH),
    (values, context) => {
      for (const [index, code] of values.entries()) checkCode(context, `${context.path}.${index}`, lists, code);
      checkRepeats(context.problems, context.path, values);
    },
  );
}

/** The locations of an item in their order, stored as JSON in a column of the field's name; null if there are none. */
export function locations(): ColumnField<readonly LocationContent[], string | null, null> & {
  readonly isTranslatable: true;
  readonly textsWithin: (locations: readonly LocationContent[]) => readonly string[];
} {
  const degrees = z.number('must be a number');
  return {
    isTranslatable: true,
    textsWithin: (entries) => eachText(entries.map(({ name }) => name)),
    form: {
      kind: ContentFieldKind.LOCATIONS,
      maxItems: MAX_ENTRIES,
      maxLength: MAX_LENGTH.name,
      codelists: ['GeographicExactness'],
    },
    argument: {
      ...argument(() => [LocationInput], { description: 'Places of the activity in their order' }, IN_ORDER),
      inTranslation: argument(
        () => [TranslatedTextInput],
        { description: 'Names of the locations of the activity' },
        `, each once, at most ${MAX_ENTRIES}`,
      ),
    },
    empty: [],
    json: z.array(
      z.strictObject({
        name: textJson,
        point: z.strictObject({ latitude: degrees, longitude: degrees }).nullable().default(null),
        exactness: textJson.nullable().default(null),
      }),
      'must be a list',
    ),
    cellEntry: jsonCell,
    normalize: (entries) =>
      entries.map(({ name, point, exactness }) => ({
        name: normalizeText(name),
        point: point == null ? null : { latitude: point.latitude, longitude: point.longitude },
        exactness: exactness == null ? null : normalizeText(exactness),
      })),
    check: (entries, context) => {
      checkLength(entries, context);
      for (const [index, entry] of entries.entries()) checkLocation(entry, `${context.path}.${index}`, context);
    },
    ...jsonColumn(),
  };
}

function checkLocation({ name, point, exactness }: LocationContent, path: string, context: FieldCheck): void {
  const { problems } = context;
  checkText(problems, `${path}.name`, name, { max: MAX_LENGTH.name, required: true });
  if (point !== null) {
    const bounds = { latitude: 90, longitude: 180 } as const;
    for (const part of ['latitude', 'longitude'] as const) {
      const degrees = bounds[part];
      if (Math.abs(point[part]) <= degrees) continue;
      problems.add(`${path}.point.${part}`, 'INVALID', `must be from -${degrees} to ${degrees} degrees`);
    }
  }
  if (exactness === null) return;
  if (point === null) problems.add(`${path}.exactness`, 'INCONSISTENT', 'must be given only with a point');
  else checkCode(context, `${path}.exactness`, ['GeographicExactness'], exactness);
}

/** How a list is stored as JSON in the column of the field's name; null if it is empty. */
function jsonColumn<T>(): Required<
  Pick<ColumnField<readonly T[], string | null, null>, 'property' | 'select' | 'columns'>
> {
  return {
    property: null,
    select: (name, alias) => raw(`COALESCE(${alias}.${snakeCase(name)}, '[]')`),
    columns: (name, entries) => Promise.resolve({ [name]: entries.length === 0 ? null : JSON.stringify(entries) }),
  };
}
