import sql, { raw, type Sql } from 'sql-template-tag';
import { Role } from '../access/role';
import { hasRoleEverywhere, type Viewer } from '../access/viewer';

/** Which accounts the viewer sees: its own, and editors of everything all of them (they see who wrote what). */
export function isAccountSeen(viewer: Viewer, alias: string): Sql {
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return raw('1 = 1');
  return viewer.accountId === null ? raw('1 = 0') : sql`${raw(alias)}.id = ${viewer.accountId}`;
}
