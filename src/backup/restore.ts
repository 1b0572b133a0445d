import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { StoredValue } from '../database/backup/stored-table';
import type { TableRestore } from '../database/backup/table-restore';
import { reasonOf } from '../database/database-errors';
import { StartupError } from '../errors';
import type { FileStore } from '../storage/file-store';
import type { KeyFile } from '../storage/key-file';
import { type ArchiveEntry, cannotRestore, damaged, readArchive, verifyArchive } from './archive-reader';
import {
  CONTENTS,
  type Contents,
  fileKeyOfEntry,
  KEYS,
  MANIFEST,
  type Manifest,
  parseContents,
  parseManifest,
  tableOfEntry,
} from './manifest';

/** About how many bytes of rows are in memory at a time. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Maximum characters of one row: more than a revision has of an item with all translations, each as long as a request. A small entry may
 * unpack to gigabytes without the end of a row.
 */
const MAX_ROW_CHARACTERS = 128 * 1024 * 1024;

/** What a verified archive says about itself. */
export interface VerifiedBackup {
  readonly manifest: Manifest;
  readonly contents: Contents;
  /** The text of the keys; null if they are not included. */
  readonly keys: string | null;
}

export interface RestoreTargets {
  readonly rows: TableRestore;
  readonly store: FileStore;
  /** The key file to create, and its text; null to create none. */
  readonly keys: { readonly file: KeyFile; readonly text: string } | null;
}

/**
 * Reads the whole archive before anything is restored.
 *
 * @throws StartupError when the archive is incomplete or damaged (exit code 69), or of a newer release (78)
 */
export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  const texts = await verifyArchive(file, [MANIFEST, CONTENTS, KEYS]);
  return {
    manifest: parseEntry(file, MANIFEST, texts[MANIFEST], parseManifest),
    contents: parseEntry(file, CONTENTS, texts[CONTENTS], parseContents),
    keys: texts[KEYS] ?? null,
  };
}

function parseEntry<T>(file: string, name: string, text: string | undefined, parse: (text: string) => T): T {
  if (text === undefined) throw damaged(file, `${name} is missing`);
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof StartupError ? error : damaged(file, `${name} is invalid`);
  }
}

/**
 * Inserts the rows of a verified archive, stores its files and creates the key file. If anything fails, no row, no file
 * and no key is left, and the database is closed. Otherwise everything is committed, and the caller closes the database.
 *
 * @throws StartupError (exit code 69, or 78 if the key file cannot be created)
 */
export async function restoreArchive(
  file: string,
  { tables }: Manifest,
  { rows, store, keys }: RestoreTargets,
): Promise<void> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const stored: string[] = [];
  let createdKeys: KeyFile | null = null;
  try {
    await store.prepare();
    for await (const entry of readArchive(file)) {
      const table = byName.get(tableOfEntry(entry.name) ?? '');
      const fileKey = fileKeyOfEntry(entry.name);
      if (table !== undefined) {
        for await (const some of rowsOf(file, entry)) await rows.insert(table, some);
      } else if (fileKey !== null) {
        stored.push(fileKey);
        await store.write(fileKey, entry.content);
      } else await finished(entry.content.resume());
    }
    // Before the commit: a killed process must not leave rows without their keys.
    if (keys !== null && (await keys.file.createIfMissing(keys.text))) createdKeys = keys.file;
    await rows.commit();
  } catch (error) {
    await rows.abandon();
    // A file that cannot be deleted is harmless: no row refers to it.
    await Promise.allSettled([...stored.map((key) => store.delete(key)), createdKeys?.remove()]);
    throw cannotRestore(file, error);
  }
}

/** The rows of an entry, some at a time. */
async function* rowsOf(file: string, { name, content }: ArchiveEntry): AsyncGenerator<StoredValue[][]> {
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES }).setEncoding('utf8');
  content.once('error', (error) => unpacked.destroy(error)).pipe(unpacked);
  try {
    let incomplete = '';
    for await (const text of unpacked as AsyncIterable<string>) {
      const lines = text.split('\n');
      lines[0] = incomplete + lines[0]!;
      incomplete = lines.pop()!;
      if (incomplete.length > MAX_ROW_CHARACTERS) throw new Error('a row is too long');
      yield lines.map(parseRow);
    }
    if (incomplete !== '') yield [parseRow(incomplete)];
    // Zeros may follow the packed rows. Unpacking does not read them, but the next entry comes only after them.
    await finished(content.unpipe(unpacked).resume());
  } catch (error) {
    throw damaged(file, `${name} is invalid: ${reasonOf(error)}`);
  }
}

function parseRow(line: string): StoredValue[] {
  return JSON.parse(line) as StoredValue[];
}
