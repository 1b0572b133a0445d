import type { EntityManager } from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import type { UnitOfWork } from '../mutations/mutation-runner';
import { generateSlug } from '../mutations/slug';
import type { ContentCheck, Field, FieldSet, MapReference } from './field';
import { checkLanguages } from './translation-values';
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

/**
 * Applies an input to content. Fields that the input lacks do not change, unless they follow others (see `Field.follow`). Null clears a
 * field. A set with the same entries in another order does not change. Fields of the input that the content lacks are ignored.
 */
export function applyInput<C extends Content>(set: FieldSet<C>, content: C, input: object): C {
  const given = normalizeInput(set, input);
  const after = mapFields(set.fields, (name, field) => {
    if (given[name] === undefined) return content[name];
    const value = given[name] ?? field.empty;
    return field.isSet && isEqualSet(content[name], value) ? content[name] : value;
  });
  return mapFields(set.fields, (name, field) =>
    given[name] === undefined && field.follow !== undefined ? field.follow(after[name], content, after) : after[name],
  );
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
  checkLanguages(content, before, context.problems);
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

/** The content with this value for each field. */
export function mapFields<C extends Content>(
  fields: FieldSet<C>['fields'],
  valueOf: <K extends keyof C & string>(name: K, field: Field<C[K]>) => C[K] | undefined,
): C {
  return Object.fromEntries(namesOf<C>(fields).map((name) => [name, valueOf(name, fields[name])])) as C;
}
