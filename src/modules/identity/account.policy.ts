import sql, { raw, type Sql } from 'sql-template-tag';
import { ForbiddenError } from '../../errors';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../core/access/viewer';

/** Which accounts the viewer sees: its own, and editors of everything all of them (they see who wrote what). */
export function isAccountVisible(viewer: Viewer, alias: string): Sql {
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return raw('1 = 1');
  return viewer.accountId === null ? raw('1 = 0') : sql`${raw(alias)}.id = ${viewer.accountId}`;
}

/** Whether the viewer is told under which address somebody did something, by the account that they have; null: none. */
export function isKnownTo(viewer: Viewer, accountId: number | null): boolean {
  return hasRoleEverywhere(viewer, Role.EDITOR) || (accountId !== null && viewer.accountId === accountId);
}

/** What is told of a name to those who may not see whose it is: no address, which is what some accounts are called. */
export function withoutAddress(name: string | null): string | null {
  return name?.includes('@') ? null : name;
}

/** @throws ForbiddenError when the viewer does not keep accounts: only administrators of everything do */
export function assertKeepsAccounts(viewer: Viewer): void {
  if (!hasRoleEverywhere(viewer, Role.ADMIN))
    throw new ForbiddenError('Only administrators of everything keep accounts');
}
