import { join, raw, type Sql, sql } from '../../database/sql';
import type { EntityManager } from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import { jsonListIn, type JsonListOf } from '../../database/json-lists';
import type { Row } from '../../database/row-mapper';
import { executeSql } from '../../database/write-sql';
import type { UnitOfWork } from '../mutations/mutation-runner';
import { generateSlug } from '../mutations/slug';
import type { ContentCheck, Field, FieldSet, MapReference } from './field';
import {
  checkLanguages,
  isAvailabilityChanged,
  isLocalized,
  localeSetIn,
  outdatedLocales,
  withoutDrafts,
} from './translation-values';
import { originalTexts } from './translations';
import { setLocaleSet, setOutdated } from './translations-field';
import { isEqual } from './values';

/**
 * The fields of an item that editors write, with their names in the API. References are slugs or codes. All values are
 * JSON values, and all fields are present in a fixed order, so that equal content has equal JSON.
 */
export type Content = object;

/** The content of an item of which nothing has been filled in. */
export function emptyContent<C extends Content>({ fields }: FieldSet<C>): C {
  return mapFields(fields, (_name, { empty }) => empty);
}

/** The table that stores the rows of a content type. */
export function tableOf({ entity }: Pick<FieldSet<Content>, 'entity'>): string {
  return snakeCase(entity.name);
}

/** The columns that select content from the table with the alias, and a function that turns a row into content. */
export function selectContent<C extends Content>(
  { fields }: FieldSet<C>,
  alias: string,
  listOf: JsonListOf,
): { readonly columns: Sql; readonly get: (row: Row) => Partial<C> } {
  const selected = namesOf(fields).filter((name) => fields[name].select !== undefined);
  return {
    columns: join(selected.map((name) => sql`${fields[name].select!(name, alias, listOf)} AS ${raw(`"${name}"`)}`)),
    get: (row) => {
      const valueOf = (name: keyof C & string): unknown => {
        const field = fields[name];
        const value: unknown = Array.isArray(field.empty) ? JSON.parse(row[name] as string) : row[name];
        return field.decode === undefined ? value : field.decode(value);
      };
      return Object.fromEntries(selected.map((name) => [name, valueOf(name)])) as Partial<C>;
    },
  };
}

/** Reads the content of a row that exists. */
export async function readContent<C extends Content>(manager: EntityManager, set: FieldSet<C>, id: number): Promise<C> {
  const { columns, get } = selectContent(set, 't', jsonListIn(manager));
  const [row] = await executeSql(manager, sql`SELECT ${columns} FROM ${raw(tableOf(set))} t WHERE t.id = ${id}`);
  const values = get(row!);
  for (const name of namesOf(set.fields)) {
    const field = set.fields[name];
    if (field.read !== undefined) values[name] = await field.read(manager, id);
  }
  return mapFields(set.fields, (name) => values[name]);
}

/** The values of a row's fields of which the public sees less than the value. */
export async function readPublicValues<C extends Content>(
  manager: EntityManager,
  { fields }: FieldSet<C>,
  id: number,
): Promise<{ readonly [K in keyof C]?: unknown }> {
  const values: { [K in keyof C]?: unknown } = {};
  for (const name of namesOf<C>(fields)) {
    const field = fields[name];
    if (field.readPublic !== undefined) values[name] = await field.readPublic(manager, id);
  }
  return values;
}

/**
 * Applies an input to content. Fields that the input lacks do not change; null clears a field. A set with the same
 * entries in another order does not change. Fields of the input that the content lacks are ignored.
 */
export function applyInput<C extends Content>(set: FieldSet<C>, content: C, input: object): C {
  const given = normalizeInput(set, input);
  return mapFields(set.fields, (name, field) => {
    if (given[name] === undefined) return content[name];
    const value = given[name] ?? field.empty;
    return field.isSet && isEqualSet(content[name], value) ? content[name] : value;
  });
}

/** The normalised values of an input. Fields that the content lacks are left out. */
export function normalizeInput<C extends Content>(
  { fields }: FieldSet<C>,
  input: object,
): { readonly [K in keyof C]?: C[K] | null } {
  const given = input as { readonly [K in keyof C]?: C[K] | null };
  const entries = namesOf<C>(fields).flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, value === null ? null : normalize(fields[name], value)] as const];
  });
  return Object.fromEntries(entries) as { [K in keyof C]?: C[K] | null };
}

/** Prepares the fields that an input changes. Call it before the unit of work that stores the content. */
export async function prepareInput<C extends Content>(set: FieldSet<C>, input: object): Promise<void> {
  const given = normalizeInput(set, input);
  for (const name of namesOf<C>(set.fields)) {
    const value = given[name];
    if (value != null) await set.fields[name].prepare?.(value);
  }
}

function normalize<T>(field: Field<T>, value: T): T {
  return field.normalize?.(value) ?? value;
}

function isEqualSet(one: unknown, other: unknown): boolean {
  const entriesOf = (set: unknown): string[] => (set as unknown[]).map((entry) => JSON.stringify(entry)).sort();
  return isEqual(entriesOf(one), entriesOf(other));
}

/**
 * The content with what Entente chooses if an editor has left it empty: the slug, and the language. `id` null: new content.
 */
export async function completeContent<C extends Content>(
  unit: UnitOfWork,
  set: FieldSet<C>,
  content: C,
  id: number | null,
): Promise<C> {
  const isWithoutLocale = 'originalLocale' in content && content.originalLocale === '';
  const localized = isWithoutLocale ? { ...content, originalLocale: unit.defaultLocale } : content;
  return withSlug(unit.manager, set, localized, id);
}

async function withSlug<C extends Content>(
  manager: EntityManager,
  set: FieldSet<C>,
  content: C,
  id: number | null,
): Promise<C> {
  const name = namesOf(set.fields).find((one) => set.fields[one].slugSource !== undefined);
  if (name === undefined || content[name] !== '') return content;
  const { from, fallback } = set.fields[name].slugSource!;
  const source = content[from as keyof C] as string;
  return { ...content, [name]: await generateSlug(manager, tableOf(set), source, fallback, id) };
}

/** Validates content: adds all its problems to `context.problems`. `before` null: new content. */
export async function checkContent<C extends Content>(
  set: FieldSet<C>,
  content: C,
  before: C | null,
  context: ContentCheck,
): Promise<void> {
  const table = tableOf(set);
  for (const name of namesOf(set.fields)) {
    const field = set.fields[name];
    const check = { ...context, path: `input.${name}`, table };
    await field.check?.(content[name], check, before === null ? field.empty : before[name]);
  }
  checkLanguages(content, context.problems);
  await set.check?.(content, context);
}

/** Validates what only matters once the content is public. Call it whenever it is or will be, also if it has not changed. */
export async function checkPublishing<C extends Content>(
  { fields, ...set }: FieldSet<C>,
  content: C,
  context: ContentCheck,
): Promise<void> {
  const table = tableOf(set);
  for (const name of namesOf(fields)) {
    await fields[name].checkPublishing?.(content[name], { ...context, path: `input.${name}`, table });
  }
}

/**
 * Stores the content that differs from `before`, and other columns of the row; returns the row's id.
 *
 * @param id null: a new row
 * @throws ConflictError when a referenced row has just been renamed or deleted
 */
export async function saveContent<C extends Content>(
  { manager, now }: UnitOfWork,
  set: FieldSet<C>,
  id: number | null,
  content: C,
  before: C | null,
  other: Readonly<Record<string, unknown>>,
): Promise<number> {
  const row = id === null ? newRow(manager, set) : await manager.findOneByOrFail(set.entity, { id });
  for (const [property, value] of await rowColumns(manager, set, content, before))
    assign(row, property.split('.'), value);
  // Readers see when an item was changed. What they do not see must not show there either.
  const times = before !== null && changesDraftsOnly(before, content) ? {} : instants(manager, set, id === null, now);
  const localeSet = storesLocaleSet(manager, set) ? localeSetIn(content) : undefined;
  const saved = await manager.save(Object.assign(row, times, localeSet !== undefined && { localeSet }, other));
  for (const name of namesOf(set.fields)) {
    const was = before === null ? set.fields[name].empty : before[name];
    if (!isEqual(was, content[name])) await set.fields[name].replace?.(manager, saved.id, content[name], was);
  }
  if (localeSet !== undefined && isAvailabilityChanged(content, before)) {
    await setLocaleSet(manager, set.entity, saved.id, localeSet);
  }
  if (isLocalized(content)) {
    const outdated = outdatedLocales(originalTexts(set, content), content);
    const wasOutdated =
      before !== null && isLocalized(before) ? outdatedLocales(originalTexts(set, before), before) : [];
    if (!isEqual(wasOutdated, outdated)) await setOutdated(manager, set.entity, saved.id, outdated);
  }
  await set.derive?.(manager, saved.id, content, before);
  return saved.id;
}

/** True if lists of the items are ordered by their titles as they are shown, through `localeSetOf`. */
function storesLocaleSet<C extends Content>(manager: EntityManager, { entity }: FieldSet<C>): boolean {
  return 'localeSet' in manager.dataSource.getMetadata(entity).propertiesMap;
}

/** True if only drafts of translations change. */
function changesDraftsOnly<C extends Content>(before: C, content: C): boolean {
  return !isEqual(before, content) && isEqual(withoutDrafts(before), withoutDrafts(content));
}

/** The columns to write for the fields that differ from `before`, by property paths of the entity; null: a new row. */
export async function rowColumns<C extends Content>(
  manager: EntityManager,
  { fields }: FieldSet<C>,
  content: C,
  before: C | null,
): Promise<[property: string, value: unknown][]> {
  const columns: [string, unknown][] = [];
  for (const name of namesOf<C>(fields)) {
    if (before !== null && isEqual(before[name], content[name])) continue;
    const stored = await fields[name].columns?.(name, content[name], manager, before && before[name]);
    columns.push(...Object.entries(stored ?? {}));
  }
  return columns;
}

/** The values of `createdAt` and `updatedAt`, for entities that have them. */
function instants<C extends Content>(
  manager: EntityManager,
  { entity }: FieldSet<C>,
  isNew: boolean,
  now: string,
): Readonly<Record<string, string>> {
  const stored = manager.dataSource.getMetadata(entity).propertiesMap;
  return {
    ...('createdAt' in stored && isNew && { createdAt: now }),
    ...('updatedAt' in stored && { updatedAt: now }),
  };
}

/** An entity with its embedded objects, whose getters give derived columns. */
function newRow<C extends Content>(manager: EntityManager, { entity }: FieldSet<C>): { id: number } {
  const { embeddeds } = manager.dataSource.getMetadata(entity);
  return Object.assign(
    new entity(),
    Object.fromEntries(embeddeds.map((embedded) => [embedded.propertyName, embedded.create() as object])),
  );
}

/** Sets the property at a path. */
function assign(target: object, [property, ...rest]: string[], value: unknown): void {
  const owner = target as Record<string, unknown>;
  if (rest.length === 0) owner[property!] = value;
  else assign(owner[property!] as object, rest, value);
}

/** The content with every natural key replaced by `map`. */
export function mapReferences<C extends Content>({ fields }: FieldSet<C>, content: C, map: MapReference): C {
  return mapFields(fields, (name, field) =>
    // Fields that reverting does not change need no references in the history.
    field.isReverted === false
      ? content[name]
      : (field.mapReferences?.(content[name], map, `input.${name}`) ?? content[name]),
  );
}

/** The names of the fields, in the order of the content. */
export function namesOf<C extends Content>(fields: FieldSet<C>['fields']): (keyof C & string)[] {
  return Object.keys(fields) as (keyof C & string)[];
}

function mapFields<C extends Content>(
  fields: FieldSet<C>['fields'],
  valueOf: <K extends keyof C & string>(name: K, field: Field<C[K]>) => C[K] | undefined,
): C {
  return Object.fromEntries(namesOf<C>(fields).map((name) => [name, valueOf(name, fields[name])])) as C;
}
