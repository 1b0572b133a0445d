import { Role } from '../../../core/access/role';
import { holdsRole, type Viewer } from '../../../core/access/viewer';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { isPublicationVisible, orPreviewed } from '../../publishing/publication.policy';

/** The news items that the viewer sees, as a condition on the table with this alias. */
export function isNewsItemVisible(viewer: Viewer, alias: string): Sql {
  return orPreviewed(viewer, 'NewsItem', alias, isPublicationVisible(viewer, alias, isNewsItemEditable(viewer, alias)));
}

/** The news items that the viewer may edit: all of them, or those about an activity of the network that its role is bound to. */
export function isNewsItemEditable(viewer: Viewer, alias: string): Sql {
  return holdsRole(viewer, Role.EDITOR, (networkId) => isNewsItemOfNetwork(alias, networkId));
}

/** The news items about an activity in which the network takes part, as a condition on the table with this alias. */
export function isNewsItemOfNetwork(alias: string, networkId: number | Sql): Sql {
  return sql`EXISTS (
    SELECT 1 FROM news_activity na JOIN activity_network an ON an.activity_id = na.activity_id
    WHERE na.news_item_id = ${raw(alias)}.id AND an.network_id = ${networkId})`;
}
