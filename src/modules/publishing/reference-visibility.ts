import sql, { join, raw } from 'sql-template-tag';
import { executeSql } from '../../database/write-sql';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import { ForbiddenError } from '../../errors';
import type { PublishableDefinition, Content, ReferenceVisibility, UnitOfWork } from './publishable';
import type { Problems } from '../../core/mutations/problems';
import { idOfReference, type RecordedContent } from './references';

/** The lists of a kind's content, by its fields. */
type Lists = PublishableDefinition<Content>['lists'];

/** One of the things that content lists; `id` null: whatever has the slug now. */
interface ListedItem {
  readonly slug: string;
  readonly id: number | null;
}

/** Gives those that the viewer sees. */
type FindVisible = (things: ReferenceVisibility, listed: readonly ListedItem[]) => Promise<readonly ListedItem[]>;

/** What one author has of a thing's content. */
export interface VisiblePart<C extends Content> {
  readonly content: C;
  /** What they have made of that, with what is not theirs to take away: what they do not see stays. */
  readonly complete: (changed: C) => C;
}

/** What the viewer of a unit of work changes, of the content of a thing as it is. */
export async function visiblePartOf<C extends Content>(
  unit: UnitOfWork,
  { lists }: PublishableDefinition<C>,
  whole: C,
): Promise<VisiblePart<C>> {
  const unseen = await hiddenIn(lists, { content: whole }, findVisibleIn(unit));
  return {
    content: hasFullVisibility(unit.viewer) ? whole : without(whole, unseen),
    complete: (changed) => withHidden(changed, unseen),
  };
}

/** As much of what a thing said once as the viewer may say again: what was listed, editors of everything alone. */
export function revertibleBy<C extends Content>(
  viewer: Viewer,
  { lists = {} }: PublishableDefinition<C>,
  { content, references = [] }: RecordedContent<C>,
): RecordedContent<Partial<C>> {
  if (hasFullVisibility(viewer)) return { content, references };
  const tables = new Set<string>(Object.values(lists).map(({ table }) => table));
  return {
    content: Object.fromEntries(Object.entries(content).filter(([field]) => !(field in lists))) as Partial<C>,
    references: references.filter(({ table }) => !tables.has(table)),
  };
}

/**
 * As much of what a thing said once as the viewer may read. What is not there any more may have been hidden, under this
 * name or another: it is left out with what is.
 */
export async function readableBy(
  context: RequestContext,
  lists: Lists,
  said: RecordedContent<Content>,
): Promise<Content> {
  if (hasFullVisibility(context.viewer)) return said.content;
  const unseen = await hiddenIn(lists, said, async (things, listed) => {
    const seen = await Promise.all(listed.map((one) => context.loaders.load(isListedItemVisible, { things, ...one })));
    return listed.filter((_, number) => seen[number]);
  });
  return without(said.content, unseen);
}

/**
 * Checks that an editor of one network keeps to that: of what is listed they add and take away what is theirs, and leave
 * some of it. Else the thing would come onto pages of other networks, or go from them.
 *
 * @param before null: the thing is new
 * @throws ForbiddenError when they do not
 */
export async function assertWithinNetwork<C extends Content>(
  unit: UnitOfWork,
  { lists = {} }: PublishableDefinition<C>,
  content: C,
  before: C | null,
): Promise<void> {
  if (hasFullVisibility(unit.viewer)) return;
  for (const [field, things] of Object.entries(lists)) {
    const after = listIn(content, field);
    const held = before === null ? [] : listIn(before, field);
    const own = await findEditable(unit, things, [...after, ...held]);
    const others = (list: readonly string[]): string => JSON.stringify(list.filter((slug) => !own.has(slug)).sort());
    if (after.some((slug) => own.has(slug)) && others(after) === others(held)) continue;
    throw new ForbiddenError('You may edit only what is of your network, and put nothing into others or out of them');
  }
}

async function findEditable(
  { manager, viewer }: UnitOfWork,
  { table, isEditable }: ReferenceVisibility,
  slugs: readonly string[],
): Promise<Set<string>> {
  if (slugs.length === 0) return new Set();
  const rows = await executeSql<Pick<ListedRow, 'slug'>>(
    manager,
    sql`SELECT t.slug FROM ${raw(table)} t WHERE t.slug IN (${join(slugs)}) AND ${isEditable(viewer, 't')}`,
  );
  return new Set(rows.map(({ slug }) => slug));
}

/**
 * Checks that each name stands for a thing that the viewer sees, once. What it does not see is answered for like what is
 * not there.
 *
 * @param held what is listed already: editors of everything may name again what of this is in the trash
 */
export async function checkVisibleReferences(
  unit: UnitOfWork,
  problems: Problems,
  path: string,
  things: ReferenceVisibility,
  names: readonly string[],
  held: readonly string[],
): Promise<void> {
  const seen = await findVisibleIn(unit)(
    things,
    names.map((slug) => ({ slug, id: null })),
  );
  const known = new Set([...seen.map(({ slug }) => slug), ...(hasFullVisibility(unit.viewer) ? held : [])]);
  for (const [number, name] of names.entries()) {
    const place = `${path}.${number}`;
    if (!known.has(name)) problems.add(place, 'UNKNOWN', `There is no ${things.table} with the slug ${name}`);
    else if (names.indexOf(name) < number) problems.add(place, 'INVALID', `${name} is named twice`);
  }
}

/** Whether nothing is hidden from the viewer, the trash included. */
function hasFullVisibility(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.EDITOR);
}

/** What the viewer does not see of what content lists, by its fields. */
async function hiddenIn(
  lists: Lists = {},
  { content, references }: RecordedContent<Content>,
  findSeen: FindVisible,
): Promise<Map<string, string[]>> {
  const unseen = new Map<string, string[]>();
  for (const [field, things] of Object.entries(lists)) {
    const listed = listIn(content, field).map((slug) => ({ slug, id: idOfReference(references, things.table, slug) }));
    const seen = await findSeen(things, listed);
    unseen.set(
      field,
      listed.filter((one) => !seen.includes(one)).map(({ slug }) => slug),
    );
  }
  return unseen;
}

function without<C extends Content>(content: C, unseen: ReadonlyMap<string, readonly string[]>): C {
  return withLists(content, unseen, (list, hidden) => list.filter((slug) => !hidden.includes(slug)));
}

/** Sorted, as sets are read: the same again is no change. */
function withHidden<C extends Content>(content: C, unseen: ReadonlyMap<string, readonly string[]>): C {
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

function findVisibleIn({ manager, viewer }: UnitOfWork): FindVisible {
  return async ({ table, isVisible }, listed) => {
    if (listed.length === 0) return [];
    const isListed = listed.map(({ slug, id }) => (id === null ? sql`t.slug = ${slug}` : sql`t.id = ${id}`));
    const rows = await executeSql<ListedRow>(
      manager,
      sql`SELECT t.id, t.slug FROM ${raw(table)} t WHERE (${join(isListed, ' OR ')}) AND ${isVisible(viewer, 't')}`,
    );
    return listed.filter(isAmong(rows));
  };
}

interface ListedRow {
  readonly id: number;
  readonly slug: string;
}

function isAmong(rows: readonly ListedRow[]): (listed: ListedItem) => boolean {
  const ids = new Set(rows.map(({ id }) => id));
  const slugs = new Set(rows.map(({ slug }) => slug));
  return ({ slug, id }) => (id === null ? slugs.has(slug) : ids.has(id));
}

/** Whether the viewer sees something that content lists. */
const isListedItemVisible: LoaderDefinition<ListedItem & { readonly things: ReferenceVisibility }, boolean> = {
  keyText: ({ things, slug, id }) => `${things.table} ${slug} ${id}`,
  batch: async (keys, { read, viewer }) => {
    const seen = new Map<ReferenceVisibility, (listed: ListedItem) => boolean>();
    for (const things of new Set(keys.map((key) => key.things))) {
      const listed = keys.filter((key) => key.things === things);
      const ids = listed.map(({ id }) => id).filter((id) => id !== null);
      const slugs = listed.filter(({ id }) => id === null).map(({ slug }) => slug);
      const rows = await read.query<ListedRow>(
        sql`SELECT t.id, t.slug FROM ${raw(things.table)} t
          WHERE (${read.isIn(sql`t.id`, ids)} OR ${read.isIn(sql`t.slug`, slugs)}) AND ${things.isVisible(viewer, 't')}`,
      );
      seen.set(things, isAmong(rows));
    }
    return keys.map((key) => seen.get(key.things)!(key));
  },
};
