import { Role } from '../../../core/access/role';
import { holdsRole, type Viewer } from '../../../core/access/viewer';
import type { ReferenceVisibility } from '../../../core/fields/visible-references';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { isPublicationVisible, orPreviewed } from '../../publishing/publication.policy';

/** The activities that the viewer sees, as a condition on the table with this alias. Their parts are visible with them. */
export function isActivityVisible(viewer: Viewer, alias: string): Sql {
  return orPreviewed(viewer, 'Activity', alias, isActivityVisibleWithoutPreview(viewer, alias));
}

/** The activities that the viewer sees without its preview token. */
export function isActivityVisibleWithoutPreview(viewer: Viewer, alias: string): Sql {
  return isPublicationVisible(viewer, alias, isActivityEditable(viewer, alias));
}

/** The activities that the viewer may edit: all of them, or those of the network that its role is bound to. */
export function isActivityEditable(viewer: Viewer, alias: string): Sql {
  return holdsRoleForActivity(viewer, Role.EDITOR, alias);
}

/** The activities for which the viewer has at least this role: all, or those of the network that the role is bound to. */
export function holdsRoleForActivity(viewer: Viewer, role: Role, alias: string): Sql {
  return holdsRole(viewer, role, (networkId) => isActivityOfNetwork(alias, networkId));
}

/** The activities in which the network takes part, as a condition on the table with this alias. */
export function isActivityOfNetwork(alias: string, networkId: number | Sql): Sql {
  return sql`EXISTS (
    SELECT 1 FROM activity_network held WHERE held.activity_id = ${raw(alias)}.id AND held.network_id = ${networkId})`;
}

/** The visibility of activities that content refers to. */
export const activityVisibility: ReferenceVisibility = {
  table: 'activity',
  isVisible: isActivityVisible,
  isEditable: isActivityEditable,
};
