import { raw, type Sql } from 'sql-template-tag';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';
import { isNetworkSeen } from '../catalogue/network/network.policy';

/**
 * Which networks the viewer is told of as those that roles are bound to, as a condition on the table with this alias:
 * those that it sees. Whoever keeps accounts and API keys is told of all, the trash included: one that read null would be
 * saved as null, and the role would hold everywhere.
 */
export function isBoundNetworkSeen(viewer: Viewer, alias: string): Sql {
  return hasRoleEverywhere(viewer, Role.ADMIN) ? raw('1 = 1') : isNetworkSeen(viewer, alias);
}
