import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, holdsRole, type Viewer } from '../../../core/access/viewer';
import type { ReferenceVisibility } from '../../../core/fields/visible-references';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { ForbiddenError } from '../../../errors';
import { isPublicationVisible, orPreviewed } from '../../publishing/publication.policy';

/** The networks that the viewer sees, as a condition on the table with this alias. Memberships are visible with them. */
export function isNetworkVisible(viewer: Viewer, alias: string): Sql {
  return orPreviewed(viewer, 'Network', alias, isPublicationVisible(viewer, alias, isNetworkEditable(viewer, alias)));
}

/** The networks that the viewer may edit: all of them, or the one that its role is bound to. */
export function isNetworkEditable(viewer: Viewer, alias: string): Sql {
  return holdsRole(viewer, Role.EDITOR, (networkId) => sql`${raw(alias)}.id = ${networkId}`);
}

/** @throws ForbiddenError if the viewer's role is bound to one network */
export function assertCanCreateNetworks(viewer: Viewer): void {
  if (!hasRoleEverywhere(viewer, Role.EDITOR)) {
    throw new ForbiddenError('Only editors of the whole programme may create networks');
  }
}

/** The visibility of networks that content refers to. */
export const networkVisibility: ReferenceVisibility = {
  table: 'network',
  isVisible: isNetworkVisible,
  isEditable: isNetworkEditable,
};
