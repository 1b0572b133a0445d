import { raw, type Sql } from 'sql-template-tag';
import { satisfies, type Role } from './role';

/** Who asks: an account or an API key with its role, or nobody. Made once per request; every policy takes it. */
export interface Viewer {
  /** null: nobody has signed in, or an API key asks. */
  readonly accountId: number | null;
  readonly role: Role | null;
  /** The network that the role is bound to; null: it holds everywhere. */
  readonly networkId: number | null;
  /** What proved who asks; null: nothing. */
  readonly credential: { readonly kind: 'session' | 'apiKey'; readonly id: number } | null;
  /** What the logs call them: the account's address, or the key's name in quotes; null: nobody. */
  readonly name: string | null;
  /** What the viewer has unlocked with passwords, as far as they say so in this request. */
  readonly grants: readonly PresentedGrant[];
  /** The one thing that a link shows the viewer besides, wherever it stands; absent: none. */
  readonly preview?: Previewed;
}

/** A thing that a link shows whoever has it. */
export interface Previewed {
  /** The name of its type. */
  readonly type: string;
  readonly id: number;
}

/** What a password has unlocked: one document, or those of one activity. */
export interface PresentedGrant {
  readonly id: number;
  /** The code that gave it, or the password of a page; the other is null. */
  readonly accessCodeId: number | null;
  readonly activityPasswordId: number | null;
  readonly documentId: number | null;
  readonly activityId: number | null;
  /** Whom the password was made for; null: it is that of a page. */
  readonly recipient: string | null;
  readonly state: 'VALID' | 'EXPIRED' | 'REVOKED';
  /** An instant. */
  readonly expiresAt: string;
}

export const anonymous: Viewer = {
  accountId: null,
  role: null,
  networkId: null,
  credential: null,
  name: null,
  grants: [],
};

/** Whether the viewer holds at least this role, be it for one network alone. */
export function hasRole(viewer: Viewer, role: Role): boolean {
  return satisfies(viewer.role, role);
}

/** Whether the viewer holds at least this role for the whole programme. */
export function hasRoleEverywhere(viewer: Viewer, role: Role): boolean {
  return viewer.networkId === null && hasRole(viewer, role);
}

/**
 * Where the viewer holds at least this role, as a condition: everywhere, nowhere, or on what `ofNetwork` gives for the
 * network that the role is bound to.
 */
export function holdsRole(viewer: Viewer, role: Role, ofNetwork: (networkId: number) => Sql): Sql {
  if (!hasRole(viewer, role)) return raw('1 = 0');
  return viewer.networkId === null ? raw('1 = 1') : ofNetwork(viewer.networkId);
}
