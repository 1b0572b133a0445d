import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StoredTable, StoredValue, TableSnapshot } from '../database/backup/stored-table';
import type { FileStore } from '../storage/file-store';
import { FileMissingError } from '../storage/storage-errors';
import type { ArchiveWriter } from './archive-writer';
import { References } from './encrypted-columns';
import {
  ARCHIVE_FORMAT,
  CONTENTS,
  type Contents,
  fileEntry,
  KEYS,
  MANIFEST,
  type Manifest,
  rowsEntry,
} from './manifest';

/** The size of the JSON of an entry with rows. A few of them are in memory at a time. */
const ENTRY_CHARACTERS = 4_000_000;

export interface BackupSources {
  readonly snapshot: TableSnapshot;
  readonly store: FileStore;
  /** The text of the keys, or null to leave them out. */
  readonly keys: string | null;
  /** The time of the snapshot (RFC 3339, UTC). */
  readonly createdAt: string;
}

/**
 * Writes the rows, the files that they refer to and, if given, the keys into an archive. Files are copied as they are
 * stored, encrypted, so this needs no key. Files never change, and a document keeps its earlier files. Only a purge of
 * the trash or a rotation of keys deletes some: a file that is deleted after the snapshot counts as missing.
 */
export async function writeBackup(
  archive: ArchiveWriter,
  { snapshot, store, keys, createdAt }: BackupSources,
  onFile: (done: number, total: number) => void,
): Promise<Contents> {
  const { migrations, tables, highestIds } = snapshot;
  const manifest: Manifest = {
    format: ARCHIVE_FORMAT,
    createdAt,
    migrations: [...migrations],
    tables: tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
    highestIds,
  };
  await archive.add(MANIFEST, json(manifest));

  const references = new References();
  const rows: Record<string, number> = {};
  for (const table of tables) rows[table.name] = await addRows(archive, snapshot, table, references);

  const missingFiles: string[] = [];
  for (const [index, key] of [...references.files].entries()) {
    if (!(await addFile(archive, store, key))) missingFiles.push(key);
    onFile(index + 1, references.files.size);
  }
  if (keys !== null) await archive.add(KEYS, Buffer.from(keys));

  const contents: Contents = {
    rows,
    files: references.files.size - missingFiles.length,
    keyIds: [...references.keyIds],
    missingFiles,
  };
  await archive.add(CONTENTS, json(contents));
  return contents;
}

async function addRows(
  archive: ArchiveWriter,
  snapshot: TableSnapshot,
  table: StoredTable,
  references: References,
): Promise<number> {
  let count = 0;
  let entries = 0;
  let pending = '';
  const flush = async (): Promise<void> => {
    if (pending === '') return;
    entries += 1;
    await archive.add(rowsEntry(table.name, entries), await promisify(gzip)(pending));
    pending = '';
  };
  for await (const rows of snapshot.rows(table)) {
    references.add(table, rows);
    count += rows.length;
    pending += linesOf(rows);
    if (pending.length >= ENTRY_CHARACTERS) await flush();
  }
  await flush();
  return count;
}

function linesOf(rows: readonly StoredValue[][]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Returns false if the file is missing. */
async function addFile(archive: ArchiveWriter, store: FileStore, key: string): Promise<boolean> {
  try {
    const [size, content] = [await store.size(key), await store.read(key)];
    await archive.addStream(fileEntry(key), size, content);
    return true;
  } catch (error) {
    if (error instanceof FileMissingError) return false;
    throw error;
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
