import type { ReadDatabase } from '../../database/reading/read-database';
import { always } from '../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { StartupError } from '../../errors';
import type { FileStore } from '../../storage/file-store';
import { cannotBeReached } from '../../storage/open-storage';
import { FileMissingError } from '../../storage/storage-errors';
import { sealedTables } from './sealed-rows';

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

/** Rows that are read at a time. */
const PAGE_ROWS = 1_000;

/** The files that rows refer to, in parts. `where` is a condition on the row under the alias `f`. */
export async function* storedFiles(read: ReadDatabase, where: Sql = always): AsyncGenerator<StoredFileRow> {
  for (const { table, label } of fileTables) {
    let rows: Omit<StoredFileRow, 'table'>[] = [];
    do {
      const after = rows.at(-1)?.id ?? 0;
      rows = await read.query<Omit<StoredFileRow, 'table'>>(sql`
        SELECT f.id, ${label} AS label, f.file_key, f.byte_size, f.sha256
        FROM ${raw(table)} f WHERE f.id > ${after} AND ${where} ORDER BY f.id LIMIT ${PAGE_ROWS}`);
      for (const row of rows) yield { table, ...row };
    } while (rows.length === PAGE_ROWS);
  }
}

/** The number of files that rows refer to. */
export async function countStoredFiles(read: ReadDatabase): Promise<number> {
  const counts = fileTables.map(({ table }) => sql`(SELECT count(*) FROM ${raw(table)})`);
  const [row] = await read.query<{ count: number | string }>(sql`SELECT ${join(counts, ' + ')} AS count`);
  return Number(row!.count);
}

/**
 * Checks that the file store is the one of the database: a disk that is not mounted looks like an empty directory, and files that were
 * written to it would be hidden later.
 *
 * @throws StartupError (exit code 69) if rows refer to files and nothing is stored, or the store does not respond
 */
export async function assertFilesPresent(read: ReadDatabase, files: Pick<FileStore, 'isEmpty'>): Promise<void> {
  const isEmpty = (): Promise<boolean> =>
    files.isEmpty().catch((error: unknown) => {
      throw new StartupError(`The file store ${cannotBeReached(error)}`, 69);
    });
  if (!(await isEmpty())) return;
  const missing = await countStoredFiles(read);
  // Another instance may have stored the first file since.
  if (missing === 0 || !(await isEmpty())) return;
  throw new StartupError(
    `The file store is empty, but the database refers to ${missing} ${missing === 1 ? 'file' : 'files'}: mount or ` +
      'restore them, or check FILES_DIR and S3_BUCKET. To start without them, put any file into the store',
    69,
  );
}

/**
 * Those of the keys that a row refers to or that have a lease, as at one moment: at every moment, a file that is stored
 * has one of the two.
 */
export function findKnownKeys(read: ReadDatabase, keys: readonly string[]): Promise<Set<string>> {
  return findKeysIn([...fileTables.map(({ table }) => table), 'file_claim'], read, keys);
}

/** Those of the keys that a row refers to. */
export function findReferencedKeys(read: ReadDatabase, keys: readonly string[]): Promise<Set<string>> {
  return findKeysIn(
    fileTables.map(({ table }) => table),
    read,
    keys,
  );
}

async function findKeysIn(
  tables: readonly string[],
  read: ReadDatabase,
  keys: readonly string[],
): Promise<Set<string>> {
  // Otherwise the statement may see what was before the files were listed.
  read.refresh();
  const rows = await read.query<{ fileKey: string }>(
    join(
      tables.map((table) => sql`SELECT f.file_key FROM ${raw(table)} f WHERE ${read.isIn(sql`f.file_key`, keys)}`),
      ' UNION ALL ',
    ),
  );
  return new Set(rows.map(({ fileKey }) => fileKey));
}

/** The key of the file that a row refers to now; null if there is no such row any more. */
export async function findFileKey(
  read: ReadDatabase,
  { table, id }: Pick<StoredFileRow, 'table' | 'id'>,
): Promise<string | null> {
  read.refresh();
  const [row] = await read.query<{ fileKey: string }>(sql`SELECT file_key FROM ${raw(table)} WHERE id = ${id}`);
  return row?.fileKey ?? null;
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
    const current = await findFileKey(read, { table, id });
    if (current === null || current === fileKey) throw error;
    return open(current);
  }
}

/** The ids of the keys that files, secrets of webhooks and mails are encrypted with. */
export async function findKeyIds(read: ReadDatabase): Promise<string[]> {
  const selects = [...fileTables, ...sealedTables].map(
    ({ table }) => sql`SELECT key_id FROM ${raw(table)} WHERE key_id IS NOT NULL`,
  );
  return (await read.query<{ keyId: string }>(join(selects, ' UNION '))).map(({ keyId }) => keyId);
}

/** True if the database has data that is encrypted with the key ring: files, secrets of webhooks, or mails. */
export async function isAnythingEncrypted(read: ReadDatabase): Promise<boolean> {
  return (await findKeyIds(read)).length > 0;
}
