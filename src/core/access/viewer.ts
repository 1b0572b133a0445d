import { always, never } from '../../database/sql/conditions';
import type { Sql } from '../../database/sql/sql';
import { type Role, satisfies } from './role';

/** Who sends the request: an account or an API key with its role, or nobody. Created once per request for all policies. */
export interface Viewer {
  /** null if nobody has signed in, or if the credential is an API key. */
  readonly accountId: number | null;
  readonly role: Role | null;
  /** The network that the role is bound to; null if the role is unbound. */
  readonly networkId: number | null;
  /** The credential that authenticates the request; null if there is none. */
  readonly credential: { readonly kind: 'session' | 'apiKey'; readonly id: number } | null;
  /** The name in logs: the account's email address, or the API key's name in quotes; null for nobody. */
  readonly name: string | null;
  /** The grants that the request sends: what passwords have unlocked for the viewer. */
  readonly grants: readonly PresentedGrant[];
  /** The item that a preview link shows, whatever its publication state; absent without a preview. */
  readonly preview?: Previewed;
}

/** An item that a preview link shows to anyone who has the link. */
export interface Previewed {
  /** The name of the item's GraphQL type. */
  readonly type: string;
  readonly id: number;
}

/** A grant that a request sends: a password has unlocked one document, or all documents of one activity. */
export interface PresentedGrant {
  readonly id: number;
  /** The access code that was used, or else the password of the page. The other one is null. */
  readonly accessCodeId: number | null;
  readonly activityPasswordId: number | null;
  readonly documentId: number | null;
  readonly activityId: number | null;
  /** The recipient of the access code; null if the password of a page was used. */
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

/** Names the account, with all its sessions, or the API key; null for nobody. */
export function callerOf({ accountId, credential }: Viewer): string | null {
  if (accountId !== null) return `account ${accountId}`;
  return credential && `key ${credential.id}`;
}

/** The API key that authenticates the request; null if there is none. */
export function apiKeyIdOf({ credential }: Viewer): number | null {
  return credential?.kind === 'apiKey' ? credential.id : null;
}

/** True if the viewer holds at least this role, even if the role is bound to one network. */
export function hasRole(viewer: Viewer, role: Role): boolean {
  return satisfies(viewer.role, role);
}

/** True if the viewer holds at least this role and the role is not bound to a network. */
export function hasRoleEverywhere(viewer: Viewer, role: Role): boolean {
  return viewer.networkId === null && hasRole(viewer, role);
}

/**
 * The SQL condition for rows on which the viewer holds at least this role: all rows if the role is unbound, no rows if it
 * is too low, and otherwise the condition that `ofNetwork` returns for the network that the role is bound to.
 */
export function holdsRole(viewer: Viewer, role: Role, ofNetwork: (networkId: number) => Sql): Sql {
  if (!hasRole(viewer, role)) return never;
  return viewer.networkId === null ? always : ofNetwork(viewer.networkId);
}
