import sql, { raw, type Sql } from 'sql-template-tag';
import type { FullTextIndex } from '../../database/full-text';
import { NotFoundError } from '../../errors';
import { Role } from '../../core/access/role';
import { hasRole, hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import { PublicationState } from './publication.entity';

/**
 * What the viewer sees of all that is published, as a condition on the table with this alias: everyone what is
 * PUBLISHED, and editors besides what they may edit, which `isEditable` says, unless it is in the trash.
 */
export function isPublicationVisible(viewer: Viewer, alias: string, isEditable: Sql): Sql {
  const isKept = sql`${raw(alias)}.deleted_at IS NULL`;
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return isKept;
  // What is in the trash is ARCHIVED.
  const isPublic = sql`${raw(alias)}.publication_state = ${raw(`'${PublicationState.PUBLISHED}'`)}`;
  return hasRole(viewer, Role.EDITOR) ? sql`(${isPublic} OR (${isKept} AND ${isEditable}))` : isPublic;
}

/** What the viewer sees of things of this type: what is seen anyway, and what a link previews, unless it is in the trash. */
export function orPreviewed({ preview }: Viewer, type: string, alias: string, isVisible: Sql): Sql {
  if (preview?.type !== type) return isVisible;
  return sql`(${isVisible} OR (${raw(alias)}.id = ${preview.id} AND ${raw(alias)}.deleted_at IS NULL))`;
}

/**
 * The full-text indexes that hold what the viewer sees and nothing else, so that ranks and counts made within them tell
 * of nothing else: editors of one network search what is public.
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
