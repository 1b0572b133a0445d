import type { Sql } from 'sql-template-tag';
import type { Viewer } from '../access/viewer';
import { isPublicationSeen } from '../publication/publication.policy';

/** Which news the viewer sees, as a condition on the table with this alias. */
export function isNewsItemSeen(viewer: Viewer, alias: string): Sql {
  return isPublicationSeen(viewer, alias);
}
