import sql, { raw, type Sql } from 'sql-template-tag';
import { Role } from '../access/role';
import { hasRoleEverywhere, type Viewer } from '../access/viewer';
import { PublicationState } from './publication.entity';

/** What the viewer sees of all that is published: everyone what is PUBLISHED, editors everything; as a condition on the table with this alias. */
export function isPublicationSeen(viewer: Viewer, alias: string): Sql {
  return hasRoleEverywhere(viewer, Role.EDITOR)
    ? raw('1 = 1')
    : sql`${raw(alias)}.publication_state = ${raw(`'${PublicationState.PUBLISHED}'`)}`;
}
