import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { withoutPublicRevision } from '../../database/revisions/public-revision';
import { raw, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import type { FileLeases } from '../files/file-leases';
import type { MediaKind } from './media-owner';

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
