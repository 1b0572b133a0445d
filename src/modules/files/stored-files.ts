import { raw, type Sql, sql } from '../../database/sql';
import type { ReadDatabase } from '../../database/read-database';
import { FileMissingError } from '../../storage/storage-errors';

/** A table whose rows refer to files in the file store, by the columns `file_key`, `key_id`, `byte_size` and `sha256`. */
interface FileTable {
  readonly table: string;
  /** What names the file of a row to operators, such as `version 2 of document 7`. */
  readonly label: Sql;
}

/** Every table whose rows refer to files. Key rotation, verification and backups cover these. */
const fileTables: readonly FileTable[] = [
  { table: 'document_content_version', label: raw(`'version ' || f.version || ' of document ' || f.document_id`) },
  { table: 'image_file', label: raw(`'file ' || f.variant || ' of image ' || f.image_id`) },
  { table: 'attachment_file', label: raw(`'file of attachment ' || f.attachment_id`) },
];

/** A file that a row refers to. */
export interface StoredFileRow {
  readonly table: string;
  readonly id: number;
  readonly label: string;
  readonly fileKey: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** The files that rows refer to. `where` is a condition on the row under the alias `f`. */
export async function findStoredFiles(read: ReadDatabase, where: Sql = raw('1 = 1')): Promise<StoredFileRow[]> {
  const found: StoredFileRow[] = [];
  for (const { table, label } of fileTables) {
    const rows = await read.query<Omit<StoredFileRow, 'table'>>(sql`
      SELECT f.id, ${label} AS label, f.file_key, f.byte_size, f.sha256
      FROM ${raw(table)} f WHERE ${where} ORDER BY f.id`);
    found.push(...rows.map((row) => ({ table, ...row })));
  }
  return found;
}

/**
 * Opens the file of a row.
 *
 * @param open opens the file with this key
 * @throws FileMissingError if there is no such file
 */
export async function openStoredFile<T>(
  read: ReadDatabase,
  { table, id, fileKey }: Pick<StoredFileRow, 'table' | 'id' | 'fileKey'>,
  open: (fileKey: string) => Promise<T>,
): Promise<T> {
  try {
    return await open(fileKey);
  } catch (error) {
    if (!(error instanceof FileMissingError)) throw error;
    // A key rotation may have replaced the file since the row was read.
    const [row] = await read.query<{ fileKey: string }>(sql`SELECT file_key FROM ${raw(table)} WHERE id = ${id}`);
    if (row === undefined || row.fileKey === fileKey) throw error;
    return open(row.fileKey);
  }
}

/** True if the database has data that is encrypted with the key ring: files, or secrets of webhooks. */
export async function isAnythingEncrypted(read: ReadDatabase): Promise<boolean> {
  for (const table of [...fileTables.map((one) => one.table), 'webhook']) {
    if ((await read.query(sql`SELECT 1 AS found FROM ${raw(table)} LIMIT 1`)).length > 0) return true;
  }
  return false;
}
