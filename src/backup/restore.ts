import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { StoredTable, StoredValue } from '../database/stored-table';
import type { TableRestore } from '../database/table-restore';
import type { FileStore } from '../storage/file-store';
import { readArchive, type ArchiveEntry } from './archive-reader';
import { fileKeyOfEntry, tableOfEntry, type Manifest } from './manifest';

export interface RestoreTargets {
  readonly rows: TableRestore;
  readonly store: FileStore;
}

/** Inserts the rows of a verified archive and stores its files. If anything fails, no row and no file is left. */
export async function restoreArchive(
  file: string,
  { tables }: Manifest,
  { rows, store }: RestoreTargets,
): Promise<void> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const stored: string[] = [];
  try {
    for await (const entry of readArchive(file)) {
      const table = byName.get(tableOfEntry(entry.name) ?? '');
      const fileKey = fileKeyOfEntry(entry.name);
      if (table !== undefined) await insertRows(rows, table, await bytesOf(entry));
      else if (fileKey !== null) {
        stored.push(fileKey);
        await store.write(fileKey, entry.content);
      } else await bytesOf(entry);
    }
    await rows.commit();
  } catch (error) {
    await rows.abandon();
    // A file that cannot be deleted is harmless: no row refers to it.
    await Promise.allSettled(stored.map((key) => store.delete(key)));
    throw error;
  }
}

async function insertRows(target: TableRestore, table: StoredTable, compressed: Buffer): Promise<void> {
  const lines = (await promisify(gunzip)(compressed)).toString().split('\n');
  const rows = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as StoredValue[]);
  await target.insert(table, rows);
}

async function bytesOf({ content }: ArchiveEntry): Promise<Buffer> {
  return Buffer.concat((await content.toArray()) as Buffer[]);
}
