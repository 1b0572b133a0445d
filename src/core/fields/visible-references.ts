import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { Role } from '../access/role';
import { hasRoleEverywhere, type Viewer } from '../access/viewer';
import type { UnitOfWork } from '../mutations/mutation-runner';

/** Rows that content lists by their slugs, and that not every editor of the content may see or edit. */
export interface ReferenceVisibility {
  readonly table: 'activity' | 'network';
  /** The rows that the viewer sees, as a condition on the table under the alias. */
  readonly isVisible: (viewer: Viewer, alias: string) => Sql;
  /**
   * True if the list does not decide who may edit the item: an editor of one network may also add and remove rows of other
   * networks.
   */
  readonly isUnbound?: true;
  /** The rows that the viewer may edit, as a condition on the table under the alias. */
  readonly isEditable: (viewer: Viewer, alias: string) => Sql;
}

/** A row that content lists. If `id` is null, it is the row that has the slug now. */
export interface ListedItem {
  readonly slug: string;
  readonly id: number | null;
}

export type ListedRow = ListedItem & { readonly id: number };

/** True if nothing is hidden from the viewer, not even what is in the trash. */
export function hasFullVisibility(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.EDITOR);
}

/** The listed rows that the viewer of a unit of work sees. */
export async function findVisible(
  { manager, viewer }: Pick<UnitOfWork, 'manager' | 'viewer'>,
  { table, isVisible }: ReferenceVisibility,
  listed: readonly ListedItem[],
): Promise<readonly ListedItem[]> {
  if (listed.length === 0) return [];
  const isListed = listed.map(({ slug, id }) => (id === null ? sql`t.slug = ${slug}` : sql`t.id = ${id}`));
  const rows = await executeSql<ListedRow>(
    manager,
    sql`SELECT t.id, t.slug FROM ${raw(table)} t WHERE (${join(isListed, ' OR ')}) AND ${isVisible(viewer, 't')}`,
  );
  return listed.filter(isAmong(rows));
}

/** A predicate for the listed items that are among the rows: by id if it is known, else by slug. */
export function isAmong(rows: readonly ListedRow[]): (listed: ListedItem) => boolean {
  const ids = new Set(rows.map(({ id }) => id));
  const slugs = new Set(rows.map(({ slug }) => slug));
  return ({ slug, id }) => (id === null ? slugs.has(slug) : ids.has(id));
}

/**
 * The slugs that the viewer may list: those of rows that it sees.
 *
 * @param before the slugs that are listed already: viewers with full visibility may keep those in the trash
 */
export async function findListable(
  unit: Pick<UnitOfWork, 'manager' | 'viewer'>,
  visibility: ReferenceVisibility,
  slugs: readonly string[],
  before: readonly string[],
): Promise<ReadonlySet<string>> {
  const listed = slugs.map((slug) => ({ slug, id: null }));
  const visible = await findVisible(unit, visibility, listed);
  return new Set([...visible.map(({ slug }) => slug), ...(hasFullVisibility(unit.viewer) ? before : [])]);
}
