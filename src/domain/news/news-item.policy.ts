import sql, { raw, type Sql } from 'sql-template-tag';
import { Role } from '../access/role';
import { holdsRole, type Viewer } from '../access/viewer';
import { isPublicationSeen } from '../publication/publication.policy';

/** Which news the viewer sees, as a condition on the table with this alias; that of a network is about its activities. */
export function isNewsItemSeen(viewer: Viewer, alias: string): Sql {
  return isPublicationSeen(
    viewer,
    alias,
    holdsRole(
      viewer,
      Role.EDITOR,
      (networkId) => sql`EXISTS (
        SELECT 1 FROM news_activity told JOIN activity_network held ON held.activity_id = told.activity_id
        WHERE told.news_item_id = ${raw(alias)}.id AND held.network_id = ${networkId})`,
    ),
  );
}
