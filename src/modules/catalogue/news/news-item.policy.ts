import sql, { raw, type Sql } from 'sql-template-tag';
import { Role } from '../../../core/access/role';
import { holdsRole, type Viewer } from '../../../core/access/viewer';
import { isPublicationVisible, orPreviewed } from '../../publishing/publication.policy';

/** Which news the viewer sees, as a condition on the table with this alias. */
export function isNewsItemVisible(viewer: Viewer, alias: string): Sql {
  return orPreviewed(viewer, 'NewsItem', alias, isPublicationVisible(viewer, alias, isNewsItemEditable(viewer, alias)));
}

/** Which news the viewer may edit: editors all of it, or that which is about an activity of their network. */
export function isNewsItemEditable(viewer: Viewer, alias: string): Sql {
  return holdsRole(
    viewer,
    Role.EDITOR,
    (networkId) => sql`EXISTS (
      SELECT 1 FROM news_activity told JOIN activity_network held ON held.activity_id = told.activity_id
      WHERE told.news_item_id = ${raw(alias)}.id AND held.network_id = ${networkId})`,
  );
}
