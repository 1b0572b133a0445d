import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import type { Viewer } from '../../core/access/viewer';
import type { Content } from '../../core/fields/content';
import {
  findVisible,
  hasFullVisibility,
  isAmong,
  type ListedItem,
  type ListedRow,
  type ReferenceVisibility,
} from '../../core/fields/visible-references';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { join, raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { ForbiddenError } from '../../errors';
import { type ListedReferences, listedReferences, type PublishableDefinition } from './publishable';
import { idOfReference, type RecordedContent } from './references';

/** Finds the listed rows that the viewer sees. */
type FindVisible = (visibility: ReferenceVisibility, listed: readonly ListedItem[]) => Promise<readonly ListedItem[]>;

/** The part of an item's content that an editor sees. */
export interface VisiblePart<C extends Content> {
  readonly content: C;
  /** Adds the references that the editor does not see to what the editor has made of the content. */
  readonly complete: (changed: C) => C;
}

/** The part of an item's content that the viewer of a transaction sees and may change. */
export async function visiblePartOf<C extends Content>(
  unit: Pick<UnitOfWork, 'manager' | 'viewer'>,
  type: PublishableDefinition<C>,
  content: C,
): Promise<VisiblePart<C>> {
  const hidden = await hiddenIn(listedReferences(type), { content }, (visibility, listed) =>
    findVisible(unit, visibility, listed),
  );
  return {
    content: hasFullVisibility(unit.viewer) ? content : withoutHidden(content, hidden),
    complete: (changed) => withHidden(changed, hidden),
  };
}

/** The part of recorded content that the viewer may revert to; only viewers with full visibility revert references. */
export function revertibleBy<C extends Content>(
  viewer: Viewer,
  type: PublishableDefinition<C>,
  { content, references = [] }: RecordedContent<C>,
): RecordedContent<Partial<C>> {
  if (hasFullVisibility(viewer)) return { content, references };
  const lists = listedReferences(type);
  const tables = new Set<string>(Object.values(lists).map(({ table }) => table));
  return {
    content: Object.fromEntries(Object.entries(content).filter(([field]) => !(field in lists))) as Partial<C>,
    references: references.filter(({ table }) => !tables.has(table)),
  };
}

/**
 * The part of recorded content that the viewer may read. References to rows that are gone are left out: they may have been
 * hidden, under this slug or another.
 */
export async function readableBy(
  context: RequestContext,
  lists: ListedReferences,
  recorded: RecordedContent<Content>,
): Promise<Content> {
  if (hasFullVisibility(context.viewer)) return recorded.content;
  const hidden = await hiddenIn(lists, recorded, async (visibility, listed) => {
    const visible = await Promise.all(
      listed.map((item) => context.loaders.load(isListedItemVisible, { visibility, ...item })),
    );
    return listed.filter((_, index) => visible[index]);
  });
  return withoutHidden(recorded.content, hidden);
}

/**
 * Checks that an editor of one network adds and removes only references to rows of that network, and keeps at least one.
 * Otherwise the item would appear on pages of other networks, or disappear from them.
 *
 * @param before null: the item is new
 * @throws ForbiddenError when the editor changes references to other rows
 */
export async function assertWithinNetwork<C extends Content>(
  unit: UnitOfWork,
  type: PublishableDefinition<C>,
  content: C,
  before: C | null,
): Promise<void> {
  if (hasFullVisibility(unit.viewer)) return;
  for (const [field, visibility] of Object.entries(listedReferences(type))) {
    if (visibility.isUnbound) continue;
    const after = listIn(content, field);
    const held = before === null ? [] : listIn(before, field);
    const own = await findEditable(unit, visibility, [...after, ...held]);
    const others = (list: readonly string[]): string => JSON.stringify(list.filter((slug) => !own.has(slug)).sort());
    if (after.some((slug) => own.has(slug)) && others(after) === others(held)) continue;
    throw new ForbiddenError(
      `${field} may gain and lose only entries of your network, and must keep at least one of them`,
    );
  }
}

async function findEditable(
  { manager, viewer }: Pick<UnitOfWork, 'manager' | 'viewer'>,
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

/** The slugs in content that the viewer does not see, by field. */
async function hiddenIn(
  lists: ListedReferences,
  { content, references }: RecordedContent<Content>,
  findVisibleItems: FindVisible,
): Promise<Map<string, string[]>> {
  const hidden = new Map<string, string[]>();
  for (const [field, visibility] of Object.entries(lists)) {
    const listed = listIn(content, field).map((slug) => ({
      slug,
      id: idOfReference(references, visibility.table, slug),
    }));
    const visible = await findVisibleItems(visibility, listed);
    hidden.set(
      field,
      listed.filter((item) => !visible.includes(item)).map(({ slug }) => slug),
    );
  }
  return hidden;
}

function withoutHidden<C extends Content>(content: C, hidden: ReadonlyMap<string, readonly string[]>): C {
  return withLists(content, hidden, (list, slugs) => list.filter((slug) => !slugs.includes(slug)));
}

/** Sorted, as sets are read: the same slugs again are no change. */
function withHidden<C extends Content>(content: C, hidden: ReadonlyMap<string, readonly string[]>): C {
  return withLists(content, hidden, (list, slugs) => [...new Set([...list, ...slugs])].sort());
}

function withLists<C extends Content>(
  content: C,
  hidden: ReadonlyMap<string, readonly string[]>,
  change: (list: readonly string[], slugs: readonly string[]) => string[],
): C {
  const changed = [...hidden]
    .filter(([, slugs]) => slugs.length > 0)
    .map(([field, slugs]) => [field, change(listIn(content, field), slugs)]);
  return { ...content, ...(Object.fromEntries(changed) as Partial<C>) };
}

/** Content that was recorded before the type had the field lists nothing. */
function listIn(content: Content, field: string): readonly string[] {
  return (content as Readonly<Record<string, readonly string[] | undefined>>)[field] ?? [];
}

/** True if the viewer sees a row that content lists. */
const isListedItemVisible: LoaderDefinition<ListedItem & { readonly visibility: ReferenceVisibility }, boolean> = {
  keyText: ({ visibility, slug, id }) => `${visibility.table} ${slug} ${id}`,
  batch: async (keys, { read, viewer }) => {
    const visible = new Map<ReferenceVisibility, (listed: ListedItem) => boolean>();
    for (const visibility of new Set(keys.map((key) => key.visibility))) {
      const listed = keys.filter((key) => key.visibility === visibility);
      const ids = listed.map(({ id }) => id).filter((id) => id !== null);
      const slugs = listed.filter(({ id }) => id === null).map(({ slug }) => slug);
      const rows = await read.query<ListedRow>(
        sql`SELECT t.id, t.slug FROM ${raw(visibility.table)} t
          WHERE (${read.isIn(sql`t.id`, ids)} OR ${read.isIn(sql`t.slug`, slugs)})
            AND ${visibility.isVisible(viewer, 't')}`,
      );
      visible.set(visibility, isAmong(rows));
    }
    return keys.map((key) => visible.get(key.visibility)!(key));
  },
};
