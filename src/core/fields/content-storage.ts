import type { EntityManager } from 'typeorm';
import { jsonListIn, type JsonListOf } from '../../database/sql/json-lists';
import type { Row } from '../../database/sql/row-mapper';
import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import type { UnitOfWork } from '../mutations/mutation-runner';
import { type Content, mapFields, namesOf, tableOf } from './content';
import type { FieldSet } from './field';
import { originalTexts } from './localized-fields';
import { setLocaleSet, setOutdated } from './translation-marks';
import { isAvailabilityChanged, isLocalized, localeSetIn, outdatedLocales, withoutDrafts } from './translation-values';
import { isEqual } from './values';

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
 * Stores content in a new row, with other columns; returns the row's id.
 *
 * @throws ConflictError when a referenced row has just been renamed or deleted
 */
export function insertContent<C extends Content>(
  unit: UnitOfWork,
  set: FieldSet<C>,
  content: C,
  other: Readonly<Record<string, unknown>>,
): Promise<number> {
  return saveContent(unit, set, newRow(unit.manager, set), { before: null, content }, other);
}

/**
 * Stores the content of a row that differs from `before`, and other columns.
 *
 * @throws ConflictError when a referenced row has just been renamed or deleted
 */
export async function updateContent<C extends Content>(
  unit: UnitOfWork,
  set: FieldSet<C>,
  id: number,
  change: { readonly before: C; readonly content: C },
  other: Readonly<Record<string, unknown>>,
): Promise<void> {
  await saveContent(unit, set, await unit.manager.findOneByOrFail(set.entity, { id }), change, other);
}

async function saveContent<C extends Content>(
  { manager, now }: UnitOfWork,
  set: FieldSet<C>,
  row: { id: number },
  { before, content }: { readonly before: C | null; readonly content: C },
  other: Readonly<Record<string, unknown>>,
): Promise<number> {
  for (const [property, value] of await rowColumns(manager, set, content, before))
    assign(row, property.split('.'), value);
  // Readers see when an item was changed. What they do not see must not show there either.
  const times =
    before !== null && changesDraftsOnly(before, content) ? {} : instants(manager, set, before === null, now);
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
