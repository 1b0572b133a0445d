import sql, { join, raw } from 'sql-template-tag';
import { runSql } from '../../database/run-sql';
import type { LoaderDefinition, RequestContext } from '../access/request-context';
import { Role } from '../access/role';
import { hasRoleEverywhere, type Viewer } from '../access/viewer';
import type { AuthoredType, Content, ListedThings, Unit } from './authored';
import type { Problems } from './problems';

/** The lists of a kind's content, by its fields. */
type Lists = AuthoredType<Content>['lists'];

/** Gives those of the slugs that name something which the viewer sees. */
type FindSeen = (things: ListedThings, slugs: readonly string[]) => Promise<ReadonlySet<string>>;

/** What one author has of a thing's content. */
export interface Share<C extends Content> {
  readonly content: C;
  /** What they have made of that, with what is not theirs to take away: what they do not see stays. */
  readonly complete: (changed: C) => C;
}

/** What the viewer of a unit of work changes, of the content of a thing as it is. */
export async function shareOf<C extends Content>(unit: Unit, { lists }: AuthoredType<C>, whole: C): Promise<Share<C>> {
  const unseen = await unseenIn(lists, whole, findSeenIn(unit));
  return {
    content: seesAll(unit.viewer) ? whole : without(whole, unseen),
    complete: (changed) => withAlso(changed, unseen),
  };
}

/** As much of what a thing said once as the viewer of a unit of work may say again. */
export function repeatable<C extends Content>(unit: Unit, { lists }: AuthoredType<C>, said: C): Promise<C> {
  return readable(unit.viewer, lists, said, findSeenIn(unit));
}

/** As much of what a thing said once as the viewer may read. */
export function readableBy(context: RequestContext, lists: Lists, said: Content): Promise<Content> {
  return readable(context.viewer, lists, said, async (things, slugs) => {
    const seen = await Promise.all(slugs.map((slug) => context.loaders.load(isSlugSeen, { things, slug })));
    return new Set(slugs.filter((_, number) => seen[number]));
  });
}

/**
 * Checks that each name stands for a thing that the viewer sees, once. What it does not see is answered for like what is
 * not there.
 *
 * @param held what is listed already: editors of everything may name again what of this is in the trash
 */
export async function checkListed(
  unit: Unit,
  problems: Problems,
  path: string,
  things: ListedThings,
  names: readonly string[],
  held: readonly string[],
): Promise<void> {
  const seen = await findSeenIn(unit)(things, names);
  const known = new Set([...seen, ...(seesAll(unit.viewer) ? held : [])]);
  for (const [number, name] of names.entries()) {
    const place = `${path}.${number}`;
    if (!known.has(name)) problems.add(place, 'UNKNOWN', `There is no ${things.table} with the slug ${name}`);
    else if (names.indexOf(name) < number) problems.add(place, 'INVALID', `${name} is named twice`);
  }
}

/** Whether nothing is hidden from the viewer, the trash included. */
function seesAll(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.EDITOR);
}

/** A name that stands for nothing any more may be the former one of something hidden: it is left out with that. */
async function readable<C extends Content>(viewer: Viewer, lists: Lists, said: C, findSeen: FindSeen): Promise<C> {
  return seesAll(viewer) ? said : without(said, await unseenIn(lists, said, findSeen));
}

/** What the viewer does not see of what content lists, by its fields. */
async function unseenIn(lists: Lists = {}, content: Content, findSeen: FindSeen): Promise<Map<string, string[]>> {
  const unseen = new Map<string, string[]>();
  for (const [field, things] of Object.entries(lists)) {
    const slugs = listIn(content, field);
    const seen = await findSeen(things, slugs);
    unseen.set(
      field,
      slugs.filter((slug) => !seen.has(slug)),
    );
  }
  return unseen;
}

function without<C extends Content>(content: C, unseen: ReadonlyMap<string, readonly string[]>): C {
  return withLists(content, unseen, (list, hidden) => list.filter((slug) => !hidden.includes(slug)));
}

/** Sorted, as sets are read: the same again is no change. */
function withAlso<C extends Content>(content: C, unseen: ReadonlyMap<string, readonly string[]>): C {
  return withLists(content, unseen, (list, hidden) => [...new Set([...list, ...hidden])].sort());
}

function withLists<C extends Content>(
  content: C,
  unseen: ReadonlyMap<string, readonly string[]>,
  change: (list: readonly string[], hidden: readonly string[]) => string[],
): C {
  const changed = [...unseen]
    .filter(([, hidden]) => hidden.length > 0)
    .map(([field, hidden]) => [field, change(listIn(content, field), hidden)]);
  return { ...content, ...(Object.fromEntries(changed) as Partial<C>) };
}

/** What things of the kind came to list only later is listed by none before. */
function listIn(content: Content, field: string): readonly string[] {
  return (content as Readonly<Record<string, readonly string[] | undefined>>)[field] ?? [];
}

function findSeenIn({ manager, viewer }: Unit): FindSeen {
  return async ({ table, isSeen }, slugs) => {
    if (slugs.length === 0) return new Set();
    const rows = await runSql<{ slug: string }>(
      manager,
      sql`SELECT t.slug FROM ${raw(table)} t WHERE t.slug IN (${join(slugs)}) AND ${isSeen(viewer, 't')}`,
    );
    return new Set(rows.map(({ slug }) => slug));
  };
}

interface ListedSlug {
  readonly things: ListedThings;
  readonly slug: string;
}

/** Whether a slug names something that the viewer sees. */
const isSlugSeen: LoaderDefinition<ListedSlug, boolean> = {
  keyText: ({ things, slug }) => `${things.table} ${slug}`,
  batch: async (keys, { read, viewer }) => {
    const seen = new Map<ListedThings, Set<string>>();
    for (const things of new Set(keys.map((key) => key.things))) {
      const slugs = keys.filter((key) => key.things === things).map(({ slug }) => slug);
      const rows = await read.query<{ slug: string }>(
        sql`SELECT t.slug FROM ${raw(things.table)} t
          WHERE ${read.isIn(sql`t.slug`, slugs)} AND ${things.isSeen(viewer, 't')}`,
      );
      seen.set(things, new Set(rows.map(({ slug }) => slug)));
    }
    return keys.map(({ things, slug }) => seen.get(things)!.has(slug));
  },
};
