import type { EntityManager } from 'typeorm';
import type { ChangeInput } from '../../core/mutations/mutation-inputs';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import type { Database } from '../../database/database';
import { withoutPublicRevision } from '../../database/revisions/public-revision';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors';
import type { FileLeases } from '../files/file-leases';
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

/** The tables of the files and the upload tickets of a kind, and their column with the id of the image or attachment. */
const TABLES = {
  image: { files: 'image_file', uploads: 'image_upload', itemId: 'image_id' },
  attachment: { files: 'attachment_file', uploads: 'attachment_upload', itemId: 'attachment_id' },
} as const satisfies Readonly<Record<MediaKind, object>>;

/** Deletes the rows of an image or attachment that is locked. Returns the keys of its files, which now have leases. */
export async function removeMedia(
  manager: EntityManager,
  leases: FileLeases,
  kind: MediaKind,
  id: number,
): Promise<string[]> {
  const { files, uploads, itemId } = TABLES[kind];
  const isOfItem = sql`${raw(itemId)} = ${id}`;
  // Locks the rows, because a key rotation may be replacing a file.
  const rows = await executeSql<{ fileKey: string }>(
    manager,
    sql`SELECT file_key FROM ${raw(files)} WHERE ${isOfItem} ORDER BY id ${forUpdate(manager)}`,
  );
  await executeSql(manager, sql`DELETE FROM ${raw(files)} WHERE ${isOfItem}`);
  // An upload in progress has a lease on its file, and fails when it finds that the image or attachment is gone.
  await executeSql(manager, sql`DELETE FROM ${raw(uploads)} WHERE ${isOfItem}`);
  for (const { fileKey } of rows) await leases.acquire(manager, fileKey);
  await withoutPublicRevision(manager, () => executeSql(manager, sql`DELETE FROM ${raw(kind)} WHERE id = ${id}`));
  return rows.map(({ fileKey }) => fileKey);
}

/** Deletes upload tickets that have expired, except those whose upload is in progress. */
export async function deleteExpiredTickets(database: Database, kind: MediaKind, now: string): Promise<void> {
  const table = raw(TABLES[kind].uploads);
  await database.write((manager) =>
    executeSql(manager, sql`DELETE FROM ${table} WHERE expires_at <= ${now} AND file_key IS NULL`),
  );
}
