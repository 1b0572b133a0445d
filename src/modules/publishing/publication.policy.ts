import { Role } from '../../core/access/role';
import { hasRole, hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import type { FullTextIndex } from '../../database/full-text/full-text-index';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { NotFoundError } from '../../errors';
import { PublicationState } from './publication.entity';

/**
 * The rows of a publishable type that the viewer sees, as a condition on the table with this alias. Everyone sees
 * PUBLISHED items. Editors also see items that they may edit (`isEditable`), except in the trash.
 */
export function isPublicationVisible(viewer: Viewer, alias: string, isEditable: Sql): Sql {
  // Items in the trash are ARCHIVED. Indexes have the state, so that SQLite reads only the rows of archived items.
  const isNotDeleted = sql`(${raw(alias)}.publication_state <> ${raw(`'${PublicationState.ARCHIVED}'`)} OR ${raw(alias)}.deleted_at IS NULL)`;
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return isNotDeleted;
  const isPublic = sql`${raw(alias)}.publication_state = ${raw(`'${PublicationState.PUBLISHED}'`)}`;
  return hasRole(viewer, Role.EDITOR) ? sql`(${isPublic} OR (${isNotDeleted} AND ${isEditable}))` : isPublic;
}

/** True if the viewer sees what everyone sees, and nothing else of publishable types. */
export function seesPublishedOnly(viewer: Viewer): boolean {
  return !hasRole(viewer, Role.EDITOR) && viewer.preview === undefined;
}

/** Extends a condition by the item that the viewer's preview token shows, unless that item is in the trash. */
export function orPreviewed({ preview }: Viewer, type: string, alias: string, isVisible: Sql): Sql {
  if (preview?.type !== type) return isVisible;
  return sql`(${isVisible} OR (${raw(alias)}.id = ${preview.id} AND ${raw(alias)}.deleted_at IS NULL))`;
}

/**
 * The full-text indexes in which the viewer sees every entry, so that ranks and counts cannot reveal a hidden one.
 * Editors of one network therefore search only public content.
 */
export function visibleIndexes(viewer: Viewer): readonly FullTextIndex[] {
  return hasRoleEverywhere(viewer, Role.EDITOR) ? ['search_public', 'search_hidden'] : ['search_public'];
}

/**
 * The error for an item that does not exist or is not visible. Parts of an item, such as objectives, throw it too: the
 * same message does not reveal whether the part exists or its item is hidden.
 */
export function itemNotFound(): NotFoundError {
  return new NotFoundError('There is no such item');
}
