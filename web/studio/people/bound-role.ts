export const ROLES = ['VIEWER', 'MEMBER', 'EDITOR', 'ADMIN'] as const;

export type Role = (typeof ROLES)[number];

/** A role, and the network that it is bound to. */
export interface BoundRole {
  readonly role: Role;
  /** Null for a role that is not bound. */
  readonly networkId: string | null;
}
