import { Role } from '../../core/access/role';
import { anonymous, hasRole, hasRoleEverywhere, holdsRole, type Viewer } from '../../core/access/viewer';
import { always } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { isUsed, type MediaKind, type MediaOwner } from './media-owner';

/**
 * The images or attachments that the viewer sees, as a condition on their table with this alias: those of items that it
 * sees. Editors also see what they may edit.
 */
export function isMediaVisible(viewer: Viewer, owners: readonly MediaOwner[], kind: MediaKind, alias: string): Sql {
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return always;
  const isShown = isUsed(owners, kind, raw(`${alias}.id`), (owner) => owner.isVisible(viewer));
  return hasRole(viewer, Role.EDITOR) ? sql`(${isShown} OR ${isMediaEditable(viewer, alias)})` : isShown;
}

/** Condition for the images or attachments that everyone sees. */
export function isMediaPublic(owners: readonly MediaOwner[], kind: MediaKind, alias: string): Sql {
  return isMediaVisible(anonymous, owners, kind, alias);
}

/** The files that an address shows: those that everyone sees, or with a valid signature any file. */
export type AddressScope = 'public' | 'signed';

/** Condition for the images or attachments that an address shows. */
export function isMediaInScope(
  scope: AddressScope,
  owners: readonly MediaOwner[],
  kind: MediaKind,
  alias: string,
): Sql {
  return scope === 'signed' ? always : isMediaPublic(owners, kind, alias);
}

/** Condition for the images or attachments that the viewer may edit: all, or those of the network of the viewer's role. */
export function isMediaEditable(viewer: Viewer, alias: string): Sql {
  return holdsRole(viewer, Role.EDITOR, (networkId) => sql`${raw(alias)}.network_id = ${networkId}`);
}
