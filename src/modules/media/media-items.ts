import type { EntityManager } from 'typeorm';
import type { ChangeInput } from '../../core/mutations/mutation-inputs';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { raw, type Sql, sql } from '../../database/sql';
import { executeSql, forUpdate } from '../../database/write-sql';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors';
import { isUsed, type MediaKind, type MediaOwner } from './media-owner';
import { isMediaEditable, isMediaVisible } from './media.policy';

/**
 * Locks an image or attachment that the viewer may edit, until the unit of work ends.
 *
 * @param input the version that the viewer has read, if it counts
 * @throws NotFoundError if the viewer does not see it, ForbiddenError if it may not edit it
 * @throws ConflictError if it has another version
 */
export async function lockMedia(
  { manager, viewer }: Pick<UnitOfWork, 'manager' | 'viewer'>,
  owners: readonly MediaOwner[],
  kind: MediaKind,
  id: number,
  input?: Pick<ChangeInput, 'version'>,
): Promise<void> {
  const [row] = await executeSql<{ version: number; isEditable: number }>(
    manager,
    sql`SELECT m.version, CASE WHEN ${isMediaEditable(viewer, 'm')} THEN 1 ELSE 0 END AS is_editable
      FROM ${raw(kind)} m
      WHERE m.id = ${id} AND ${isMediaVisible(viewer, owners, kind, 'm')} ${forUpdate(manager, { of: 'm' })}`,
  );
  if (row === undefined) throw new NotFoundError(`There is no such ${kind}`);
  if (row.isEditable !== 1) throw new ForbiddenError(`You may not edit this ${kind}`);
  if (input !== undefined && row.version !== input.version) {
    throw new ConflictError(`version must be the current version, which is ${row.version}`, { version: row.version });
  }
}

/** True if an item, perhaps one in the trash, uses the image or attachment, and meets the owner's condition. */
export async function isMediaUsed(
  manager: EntityManager,
  owners: readonly MediaOwner[],
  kind: MediaKind,
  id: number,
  condition?: (owner: MediaOwner) => Sql,
): Promise<boolean> {
  const isFound = isUsed(owners, kind, raw('m.id'), condition);
  const [used] = await executeSql(manager, sql`SELECT m.id FROM ${raw(kind)} m WHERE m.id = ${id} AND ${isFound}`);
  return used !== undefined;
}

/** @throws ConflictError if an item uses the image or attachment */
export async function assertMediaUnused(
  manager: EntityManager,
  owners: readonly MediaOwner[],
  kind: MediaKind,
  id: number,
): Promise<void> {
  if (!(await isMediaUsed(manager, owners, kind, id))) return;
  throw new ConflictError(`Items show the ${kind}, perhaps in the trash: remove it from them first`);
}
