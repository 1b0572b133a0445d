import { Role } from '../../../core/access/role';
import { hasRole, hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';
import { always, never } from '../../../database/sql/conditions';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { ForbiddenError } from '../../../errors';
import { isNetworkVisible } from '../../catalogue/network/network.policy';
import { isInvitationVisible } from '../account-links/invitation.policy';

/**
 * Condition for the accounts that the viewer may see: its own, and those that it may invite until they accept. Unbound editors
 * see all, since they see who wrote what.
 */
export function isAccountVisible(viewer: Viewer, alias: string): Sql {
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return always;
  const isOwn = viewer.accountId === null ? never : sql`${raw(alias)}.id = ${viewer.accountId}`;
  return hasRole(viewer, Role.EDITOR) ? sql`(${isOwn} OR ${isInvitationVisible(viewer, alias)})` : isOwn;
}

/** True if the viewer may see the email address under which this account acted; null for an actor without an account. */
export function canSeeAddress(viewer: Viewer, accountId: number | null): boolean {
  return hasRoleEverywhere(viewer, Role.EDITOR) || (accountId !== null && viewer.accountId === accountId);
}

/** A name for viewers who may not see the address: null if the name contains one, as the names of some accounts do. */
export function redactAddress(name: string | null): string | null {
  return name?.includes('@') ? null : name;
}

/** @throws ForbiddenError unless the viewer is an unbound administrator */
export function assertManagesAccounts(viewer: Viewer): void {
  if (!hasRoleEverywhere(viewer, Role.ADMIN)) throw new ForbiddenError('Managing accounts requires the role ADMIN');
}

/**
 * Condition, on the table with this alias, for the networks that the viewer may see as the network of a role: the visible
 * ones. Administrators see all of them, even in the trash. If they read null instead, a form would save null and turn
 * the bound role into an unbound one.
 */
export function isBoundNetworkVisible(viewer: Viewer, alias: string): Sql {
  return hasRoleEverywhere(viewer, Role.ADMIN) ? always : isNetworkVisible(viewer, alias);
}
