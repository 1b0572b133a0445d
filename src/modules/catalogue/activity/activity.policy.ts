import sql, { raw, type Sql } from 'sql-template-tag';
import { Role } from '../../../core/access/role';
import { holdsRole, type Viewer } from '../../../core/access/viewer';
import type { ReferenceVisibility } from '../../../core/fields/visible-references';
import { isPublicationVisible, orPreviewed } from '../../publishing/publication.policy';

/** Which activities the viewer sees, as a condition on the table with this alias; what hangs on them goes with them. */
export function isActivityVisible(viewer: Viewer, alias: string): Sql {
  return orPreviewed(viewer, 'Activity', alias, isActivityVisibleWithoutPreview(viewer, alias));
}

/** Which activities the viewer sees without the preview that it may have. */
export function isActivityVisibleWithoutPreview(viewer: Viewer, alias: string): Sql {
  return isPublicationVisible(viewer, alias, isActivityEditable(viewer, alias));
}

/** Which activities the viewer may edit: editors all of them, or those of their network. */
export function isActivityEditable(viewer: Viewer, alias: string): Sql {
  return holdsRoleForActivity(viewer, Role.EDITOR, alias);
}

/** For which activities the viewer holds at least this role: all, or those of the network that the role is bound to. */
export function holdsRoleForActivity(viewer: Viewer, role: Role, alias: string): Sql {
  return holdsRole(
    viewer,
    role,
    (networkId) => sql`EXISTS (
      SELECT 1 FROM activity_network held WHERE held.activity_id = ${raw(alias)}.id AND held.network_id = ${networkId})`,
  );
}

/** Activities where content lists them. */
export const activityVisibility: ReferenceVisibility = {
  table: 'activity',
  isVisible: isActivityVisible,
  isEditable: isActivityEditable,
};
