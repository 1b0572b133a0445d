import { satisfies, type Role } from './role';

/** Who asks: an account with its role, or nobody. Made once per request; every policy takes it. */
export interface Viewer {
  /** null: nobody has signed in. */
  readonly accountId: number | null;
  readonly role: Role | null;
  /** The network that the role is bound to; null: it holds everywhere. */
  readonly networkId: number | null;
}

export const anonymous: Viewer = { accountId: null, role: null, networkId: null };

/** Whether the viewer holds at least this role, be it for one network alone. */
export function hasRole(viewer: Viewer, role: Role): boolean {
  return satisfies(viewer.role, role);
}

/** Whether the viewer holds at least this role for the whole programme. */
export function hasRoleEverywhere(viewer: Viewer, role: Role): boolean {
  return viewer.networkId === null && hasRole(viewer, role);
}
