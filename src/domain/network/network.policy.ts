import type { Sql } from 'sql-template-tag';
import type { Viewer } from '../access/viewer';
import { isPublicationSeen } from '../publication/publication.policy';

/** Which networks the viewer sees, as a condition on the table with this alias; their memberships go with them. */
export function isNetworkSeen(viewer: Viewer, alias: string): Sql {
  return isPublicationSeen(viewer, alias);
}
