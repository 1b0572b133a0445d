import type { EntityManager } from 'typeorm';
import { mapReferences, type Content } from '../../core/fields/content';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { idsByName, namesById, nounOf, type NaturalKey } from '../../core/mutations/natural-key';
import type { PublishableDefinition } from './publishable';
import type { Problems } from '../../core/mutations/problems';

/** Something that content refers to: names change hands, keys do not. */
export interface Reference {
  readonly table: string;
  readonly name: string;
  readonly id: number;
}

/** What a thing said once, and what it referred to by that; absent from histories that are older than this. */
export interface RecordedContent<C extends Content> {
  readonly content: C;
  readonly references?: readonly Reference[];
}

/** All that content refers to as it is, in its order: equal content of the same things has equal references. */
export async function referencesOf<C extends Content>(
  { manager }: UnitOfWork,
  type: PublishableDefinition<C>,
  content: C,
): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const [naming, names] of naturalKeysIn(type, content)) {
    const ids = await idsByName(manager, naming, [...names]);
    for (const name of names) {
      const id = ids.get(name);
      // Not there: it was renamed since the content was read.
      if (id !== undefined) references.push({ table: naming.table, name, id });
    }
  }
  return references;
}

/** The key of what a name stood for; null: nobody wrote it down. */
export function idOfReference(references: readonly Reference[] = [], table: string, name: string): number | null {
  return references.find((reference) => reference.table === table && reference.name === name)?.id ?? null;
}

/**
 * What a thing said once, with the names that what it referred to has now. What is gone keeps its name, and when something
 * else has come to have that, it is a problem: it was never meant.
 */
export async function withCurrentKeys<C extends Content>(
  { manager }: UnitOfWork,
  type: PublishableDefinition<C>,
  { content, references }: RecordedContent<C>,
  problems: Problems,
): Promise<C> {
  const present = new Map<NaturalKey, ReadonlyMap<string, string | null>>();
  for (const [naming, names] of naturalKeysIn(type, content)) {
    present.set(naming, await currentNaturalKeys(manager, naming, names, references));
  }
  const rename = (path: string, naming: NaturalKey, name: string): string => {
    const now = present.get(naming)!.get(name);
    if (now === null) {
      const { column } = naming;
      problems.add(
        path,
        'UNKNOWN',
        `must not refer to a deleted ${nounOf(naming)}: the ${column} ${name} belongs to another one now`,
      );
    }
    return now ?? name;
  };
  return mapReferences(type.content, content, rename);
}

/** By former names those of now, of what has a key; null: it is gone, and something else has its name. */
async function currentNaturalKeys(
  manager: EntityManager,
  naming: NaturalKey,
  names: ReadonlySet<string>,
  references: RecordedContent<Content>['references'],
): Promise<Map<string, string | null>> {
  const keys = new Map<string, number>();
  for (const name of names) {
    const id = idOfReference(references, naming.table, name);
    if (id !== null) keys.set(name, id);
  }
  const namesNow = await namesById(manager, naming, [...keys.values()]);
  const gone = [...keys].filter(([, id]) => !namesNow.has(id)).map(([name]) => name);
  const taken = await idsByName(manager, naming, gone);
  return new Map([
    ...[...keys].flatMap(([name, id]) => (namesNow.has(id) ? [[name, namesNow.get(id)!] as const] : [])),
    ...[...taken.keys()].map((name) => [name, null] as const),
  ]);
}

/** The natural keys in content, by what they refer to; those of fields that reverting leaves alone are left out. */
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
