import type { Role } from '../../../clients/typescript/src/studio.js';

/** The place of each role in the order from the lowest to the highest. */
const ranks: Readonly<Record<Role, number>> = { VIEWER: 0, MEMBER: 1, EDITOR: 2, ADMIN: 3 };

/** The roles that do not exceed a role, the lowest first. */
export function rolesUpTo(highest: Role): readonly Role[] {
  return (Object.keys(ranks) as Role[]).filter((role) => ranks[role] <= ranks[highest]);
}

/** A role, and the network that it is bound to. */
export interface BoundRole {
  readonly role: Role;
  /** Null for a role that is not bound. */
  readonly networkId: string | null;
}
