import { createHash } from 'node:crypto';
import { inBatches } from '../../core/in-batches';
import type { ReadDatabase } from '../../database/reading/read-database';
import { EncryptedFiles } from '../../storage/encrypted-files';
import type { FileStore } from '../../storage/file-store';
import type { KeyRing } from '../../storage/key-ring';
import { FileDamagedError, FileMissingError } from '../../storage/storage-errors';
import { countStoredFiles, findFileKey, findKnownKeys, type StoredFileRow, storedFiles } from './stored-files';

/** The keys that are looked up at a time. */
const BATCH_KEYS = 500;

/** The files that are read at a time: a bucket takes long to respond for each. */
const BATCH_FILES = 16;

interface FileVerification {
  /** The number of files that rows refer to. */
  readonly count: number;
  /** What is wrong, each as a sentence for operators that names the file. */
  readonly problems: string[];
}

/**
 * Compares the file store with the rows that refer to its files. Reads every file, compares it with its hash, and finds
 * files that nothing refers to. Files that come, go or are encrypted anew meanwhile are no problem.
 */
export async function verifyFiles(
  read: ReadDatabase,
  store: FileStore,
  keyRing: KeyRing,
  onProgress: (done: number, total: number) => void,
): Promise<FileVerification> {
  const files = new EncryptedFiles(store, keyRing);
  const total = await countStoredFiles(read);
  const problems: string[] = [];
  let count = 0;
  for await (const batch of inBatches(storedFiles(read), BATCH_FILES)) {
    const found = batch.map((file) => problemOf(read, files, file));
    // Also if one fails, the others end before the caller closes what they read from.
    await Promise.allSettled(found);
    for (const [index, problem] of (await Promise.all(found)).entries()) {
      if (problem !== null) problems.push(`${batch[index]!.label}: ${problem}`);
    }
    count += batch.length;
    onProgress(count, Math.max(count, total));
  }
  for await (const key of orphanedFiles(read, store)) problems.push(`file ${key}: nothing refers to it`);
  return { count, problems };
}

/**
 * The keys of stored files that no row refers to, and that no upload, derivative or deletion in progress has a lease on.
 * Keys are never used again, so a file that has neither will never be used.
 */
export async function* orphanedFiles(read: ReadDatabase, store: FileStore): AsyncGenerator<string> {
  for await (const keys of inBatches(store.keys(), BATCH_KEYS)) {
    const known = await findKnownKeys(read, keys);
    for (const key of keys.filter((one) => !known.has(one))) {
      // It may have been deleted, with its lease, after it was listed.
      if (await isStored(store, key)) yield key;
    }
  }
}

async function problemOf(read: ReadDatabase, files: EncryptedFiles, file: StoredFileRow): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    for await (const chunk of (await files.read(file.fileKey)) as AsyncIterable<Buffer>) hash.update(chunk);
    return hash.digest('hex') === file.sha256 ? null : 'its SHA-256 hash does not match';
  } catch (error) {
    if (error instanceof FileDamagedError) return error.message;
    if (!(error instanceof FileMissingError)) throw error;
    // The file may have been deleted or encrypted anew after its row was read.
    return (await findFileKey(read, file)) === file.fileKey ? error.message : null;
  }
}

async function isStored(store: FileStore, key: string): Promise<boolean> {
  try {
    await store.size(key);
    return true;
  } catch (error) {
    if (error instanceof FileMissingError) return false;
    throw error;
  }
}
