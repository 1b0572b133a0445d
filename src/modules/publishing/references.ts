import sql, { join, raw } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { runSql } from '../../database/run-sql';
import type { AuthoredType, Content, Naming, Unit } from './publishable';
import { idsOf } from '../../core/mutations/checks';
import type { Problems } from '../../core/mutations/problems';

/** Something that content refers to: names change hands, keys do not. */
export interface Reference {
  readonly table: string;
  readonly name: string;
  readonly id: number;
}

/** What a thing said once, and what it referred to by that; absent from histories that are older than this. */
export interface Said<C extends Content> {
  readonly content: C;
  readonly references?: readonly Reference[];
}

/** All that content refers to as it is, in its order: equal content of the same things has equal references. */
export async function referencesOf<C extends Content>(
  { manager }: Unit,
  type: AuthoredType<C>,
  content: C,
): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const [naming, names] of namesIn(type, content)) {
    const ids = await idsOf(manager, naming, [...names]);
    for (const name of names) {
      const id = ids.get(name);
      // Not there: it was renamed since the content was read.
      if (id !== undefined) references.push({ table: naming.table, name, id });
    }
  }
  return references;
}

/** The key of what a name stood for; null: nobody wrote it down. */
export function keyOf(references: readonly Reference[] = [], table: string, name: string): number | null {
  return references.find((reference) => reference.table === table && reference.name === name)?.id ?? null;
}

/**
 * What a thing said once, with the names that what it referred to has now. What is gone keeps its name, and when something
 * else has come to have that, it is a problem: it was never meant.
 */
export async function underPresentNames<C extends Content>(
  { manager }: Unit,
  type: AuthoredType<C>,
  { content, references }: Said<C>,
  problems: Problems,
): Promise<C> {
  const present = new Map<Naming, ReadonlyMap<string, string | null>>();
  for (const [naming, names] of namesIn(type, content)) {
    present.set(naming, await presentNames(manager, naming, names, references));
  }
  const rename = (path: string, naming: Naming, name: string): string => {
    const now = present.get(naming)!.get(name);
    if (now === null) {
      const { table, column } = naming;
      problems.add(path, 'UNKNOWN', `The ${table} that had the ${column} ${name} then is not there any more`);
    }
    return now ?? name;
  };
  return type.renamed?.(content, rename) ?? content;
}

/** By former names those of now, of what has a key; null: it is gone, and something else has its name. */
async function presentNames(
  manager: EntityManager,
  naming: Naming,
  names: ReadonlySet<string>,
  references: Said<Content>['references'],
): Promise<Map<string, string | null>> {
  const keys = new Map<string, number>();
  for (const name of names) {
    const id = keyOf(references, naming.table, name);
    if (id !== null) keys.set(name, id);
  }
  const namesNow = await namesOf(manager, naming, [...keys.values()]);
  const gone = [...keys].filter(([, id]) => !namesNow.has(id)).map(([name]) => name);
  const taken = await idsOf(manager, naming, gone);
  return new Map([
    ...[...keys].flatMap(([name, id]) => (namesNow.has(id) ? [[name, namesNow.get(id)!] as const] : [])),
    ...[...taken.keys()].map((name) => [name, null] as const),
  ]);
}

/** The names that entries of a vocabulary have, by their keys. */
async function namesOf(
  manager: EntityManager,
  { table, column }: Naming,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await runSql<{ id: number; name: string }>(
    manager,
    sql`SELECT id, ${raw(column)} AS name FROM ${raw(table)} WHERE id IN (${join(ids)})`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function namesIn<C extends Content>({ renamed }: AuthoredType<C>, content: C): Map<Naming, Set<string>> {
  const found = new Map<Naming, Set<string>>();
  renamed?.(content, (_path, naming, name) => {
    found.set(naming, (found.get(naming) ?? new Set()).add(name));
    return name;
  });
  return found;
}
