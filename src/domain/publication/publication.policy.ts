import sql, { raw, type Sql } from 'sql-template-tag';
import type { FullTextIndex } from '../../database/full-text';
import { Role } from '../access/role';
import { hasRole, hasRoleEverywhere, type Viewer } from '../access/viewer';
import { PublicationState } from './publication.entity';

/**
 * What the viewer sees of all that is published, as a condition on the table with this alias: everyone what is
 * PUBLISHED, and editors besides what they may edit, which `isEdited` says.
 */
export function isPublicationSeen(viewer: Viewer, alias: string, isEdited: Sql): Sql {
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return raw('1 = 1');
  const isPublic = sql`${raw(alias)}.publication_state = ${raw(`'${PublicationState.PUBLISHED}'`)}`;
  return hasRole(viewer, Role.EDITOR) ? sql`(${isPublic} OR ${isEdited})` : isPublic;
}

/**
 * The full-text indexes that hold what the viewer sees and nothing else, so that ranks and counts made within them tell
 * of nothing else: editors of one network search what is public.
 */
export function seenIndexes(viewer: Viewer): readonly FullTextIndex[] {
  return hasRoleEverywhere(viewer, Role.EDITOR) ? ['search_public', 'search_hidden'] : ['search_public'];
}
