import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';
import { later } from '../../../core/time';
import { always, never } from '../../../database/sql/conditions';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { SESSION_IDLE_MS } from './session.entity';

/** The sessions that have not ended, as a condition on the table with this alias. */
export function isOpen(alias: string, now: string): Sql {
  const s = raw(alias);
  return sql`${s}.expires_at > ${now} AND ${s}.last_used_at > ${later(now, -SESSION_IDLE_MS)}`;
}

/** True if the viewer sees and ends the sessions of the account: its own, and as an unbound administrator those of all. */
export function managesSessionsOf(viewer: Viewer, accountId: number): boolean {
  return viewer.accountId === accountId || hasRoleEverywhere(viewer, Role.ADMIN);
}

/** Condition for the sessions of accounts whose sessions the viewer manages. */
export function isSessionVisible(viewer: Viewer, alias: string): Sql {
  if (hasRoleEverywhere(viewer, Role.ADMIN)) return always;
  return viewer.accountId === null ? never : sql`${raw(alias)}.account_id = ${viewer.accountId}`;
}
