import type { Sql } from 'sql-template-tag';
import type { Viewer } from '../access/viewer';
import { isPublicationSeen } from '../publication/publication.policy';

/** Which activities the viewer sees, as a condition on the table with this alias; what hangs on them goes with them. */
export function isActivitySeen(viewer: Viewer, alias: string): Sql {
  return isPublicationSeen(viewer, alias);
}
