import sql, { raw, type Sql } from 'sql-template-tag';
import type { FullTextIndex } from '../../database/full-text';
import { Role } from '../access/role';
import { hasRoleEverywhere, type Viewer } from '../access/viewer';
import { PublicationState } from './publication.entity';

/** What the viewer sees of all that is published: everyone what is PUBLISHED, editors everything; as a condition on the table with this alias. */
export function isPublicationSeen(viewer: Viewer, alias: string): Sql {
  return isUnpublishedSeen(viewer)
    ? raw('1 = 1')
    : sql`${raw(alias)}.publication_state = ${raw(`'${PublicationState.PUBLISHED}'`)}`;
}

/** The full-text indexes that hold what the viewer sees. Ranks and counts are made within them, so they tell of nothing else. */
export function seenIndexes(viewer: Viewer): readonly FullTextIndex[] {
  return isUnpublishedSeen(viewer) ? ['search_public', 'search_hidden'] : ['search_public'];
}

function isUnpublishedSeen(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.EDITOR);
}
