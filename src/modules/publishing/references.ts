import type { EntityManager } from 'typeorm';
import { type Content, mapReferences } from '../../core/fields/content';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { idsByName, namesById, type NaturalKey, nounOf } from '../../core/mutations/natural-key';
import type { Problems } from '../../core/mutations/problems';
import type { PublishableDefinition } from './publishable';

/** A row that content refers to. Another row can get its name later, but never its id. */
export interface Reference {
  readonly table: string;
  readonly name: string;
  readonly id: number;
}

/** Content as a revision recorded it, with the rows that it referred to. Early revisions did not record those. */
export interface RecordedContent<C extends Content> {
  readonly content: C;
  readonly references?: readonly Reference[];
}

/** The rows that content refers to now, in the order of the content: equal references give equal results. */
export async function referencesOf<C extends Content>(
  { manager }: UnitOfWork,
  type: PublishableDefinition<C>,
  content: C,
): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const [key, names] of naturalKeysIn(type, content)) {
    const ids = await idsByName(manager, key, [...names]);
    for (const name of names) {
      const id = ids.get(name);
      // Unknown: the row was renamed after the content was read.
      if (id !== undefined) references.push({ table: key.table, name, id });
    }
  }
  return references;
}

/** The id of the row that had the name; null: it was not recorded. */
export function idOfReference(references: readonly Reference[] = [], table: string, name: string): number | null {
  return references.find((reference) => reference.table === table && reference.name === name)?.id ?? null;
}

/**
 * Recorded content with the present natural keys of the rows that it refers to. A name whose row was deleted stays. If
 * another row has that name by now, it is a problem, because the content never referred to that row.
 */
export async function withCurrentKeys<C extends Content>(
  { manager }: UnitOfWork,
  type: PublishableDefinition<C>,
  { content, references }: RecordedContent<C>,
  problems: Problems,
): Promise<C> {
  const present = new Map<NaturalKey, ReadonlyMap<string, string | null>>();
  for (const [key, names] of naturalKeysIn(type, content)) {
    present.set(key, await currentNames(manager, key, names, references));
  }
  return mapReferences(type.content, content, (path, key, name) => {
    const now = present.get(key)!.get(name);
    if (now === null) {
      problems.add(
        path,
        'UNKNOWN',
        `must not refer to a deleted ${nounOf(key)}: the ${key.column} ${name} belongs to another one now`,
      );
    }
    return now ?? name;
  });
}

/** The present names by recorded name, where the id is known; null: the row was deleted, and another one has its name. */
async function currentNames(
  manager: EntityManager,
  key: NaturalKey,
  names: ReadonlySet<string>,
  references: RecordedContent<Content>['references'],
): Promise<Map<string, string | null>> {
  const ids = new Map<string, number>();
  for (const name of names) {
    const id = idOfReference(references, key.table, name);
    if (id !== null) ids.set(name, id);
  }
  const namesNow = await namesById(manager, key, [...ids.values()]);
  const gone = [...ids].filter(([, id]) => !namesNow.has(id)).map(([name]) => name);
  const taken = await idsByName(manager, key, gone);
  return new Map([
    ...[...ids].flatMap(([name, id]) => (namesNow.has(id) ? [[name, namesNow.get(id)!] as const] : [])),
    ...[...taken.keys()].map((name) => [name, null] as const),
  ]);
}

/** The names in content, by the natural key that they belong to. Fields that reverting does not change are left out. */
function naturalKeysIn<C extends Content>(
  { content: set }: PublishableDefinition<C>,
  content: C,
): Map<NaturalKey, Set<string>> {
  const found = new Map<NaturalKey, Set<string>>();
  mapReferences(set, content, (_path, key, name) => {
    found.set(key, (found.get(key) ?? new Set()).add(name));
    return name;
  });
  return found;
}
