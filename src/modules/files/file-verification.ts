import { createHash } from 'node:crypto';
import type { ReadDatabase } from '../../database/read-database';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { FileDamagedError, FileMissingError } from '../../storage/storage-errors';
import { findStoredFiles, type StoredFileRow } from './stored-files';

/** A file that does not have the hash that was stored when it was uploaded. */
export interface FileProblem {
  /** Names the file, such as `version 2 of document 7`. */
  readonly label: string;
  readonly problem: string;
}

/**
 * Reads every file, and compares it with its hash.
 *
 * @returns the number of files, and those that are missing, damaged, or encrypted with a missing key
 */
export async function verifyFiles(
  read: ReadDatabase,
  files: EncryptedFiles,
  onProgress: (done: number, total: number) => void,
): Promise<{ count: number; problems: FileProblem[] }> {
  const stored = await findStoredFiles(read);
  const problems: FileProblem[] = [];
  for (const [index, file] of stored.entries()) {
    const problem = await problemOf(file, files);
    if (problem !== null) problems.push({ label: file.label, problem });
    onProgress(index + 1, stored.length);
  }
  return { count: stored.length, problems };
}

async function problemOf({ fileKey, sha256 }: StoredFileRow, files: EncryptedFiles): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    for await (const chunk of (await files.read(fileKey)) as AsyncIterable<Buffer>) hash.update(chunk);
    return hash.digest('hex') === sha256 ? null : 'its SHA-256 hash does not match';
  } catch (error) {
    if (error instanceof FileDamagedError || error instanceof FileMissingError) return error.message;
    throw error;
  }
}
