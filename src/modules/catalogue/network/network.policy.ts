import sql, { raw, type Sql } from 'sql-template-tag';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, holdsRole, type Viewer } from '../../../core/access/viewer';
import type { ReferenceVisibility } from '../../../core/fields/visible-references';
import { ForbiddenError } from '../../../errors';
import { isPublicationVisible, orPreviewed } from '../../publishing/publication.policy';

/** Which networks the viewer sees, as a condition on the table with this alias; their memberships go with them. */
export function isNetworkVisible(viewer: Viewer, alias: string): Sql {
  return orPreviewed(viewer, 'Network', alias, isPublicationVisible(viewer, alias, isNetworkEditable(viewer, alias)));
}

/** Which networks the viewer may edit: editors all of them, or the one that their role is bound to. */
export function isNetworkEditable(viewer: Viewer, alias: string): Sql {
  return holdsRole(viewer, Role.EDITOR, (networkId) => sql`${raw(alias)}.id = ${networkId}`);
}

/** @throws ForbiddenError to editors of one network, to which another network would not belong */
export function assertMayCreateNetworks(viewer: Viewer): void {
  if (!hasRoleEverywhere(viewer, Role.EDITOR)) {
    throw new ForbiddenError('Only editors of the whole programme may create networks');
  }
}

/** Networks where content lists them. */
export const networkVisibility: ReferenceVisibility = {
  table: 'network',
  isVisible: isNetworkVisible,
  isEditable: isNetworkEditable,
};
