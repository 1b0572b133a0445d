import { Role, satisfies } from '../../../core/access/role';
import { hasRole, type Viewer } from '../../../core/access/viewer';
import { always, never } from '../../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../../database/sql/sql';
import { ForbiddenError } from '../../../errors';
import type { Account } from '../account/account.entity';

type Rights = Pick<Account, 'role' | 'networkId'>;

/** True if the viewer may invite somebody with these rights: within its own network and role, as an editor at least. */
export function canInvite(viewer: Viewer, { role, networkId }: Rights): boolean {
  if (!hasRole(viewer, Role.EDITOR) || !hasRole(viewer, role)) return false;
  return viewer.networkId === null || viewer.networkId === networkId;
}

/** @throws ForbiddenError unless the viewer may invite somebody with these rights */
export function assertCanInvite(viewer: Viewer, rights: Rights): void {
  if (canInvite(viewer, rights)) return;
  throw new ForbiddenError('You may invite people to your own network, with your own role at most');
}

/** Condition for the accounts that the viewer could invite, and whose invitation nobody has accepted yet: see `canInvite`. */
export function isInvitationVisible(viewer: Viewer, alias: string): Sql {
  if (!hasRole(viewer, Role.EDITOR)) return never;
  const account = raw(alias);
  const roles = Object.values(Role).filter((role) => satisfies(viewer.role, role));
  const isInNetwork = viewer.networkId === null ? always : sql`${account}.network_id = ${viewer.networkId}`;
  return sql`(${account}.invited_at IS NOT NULL AND ${account}.role IN (${join(roles)}) AND ${isInNetwork})`;
}
