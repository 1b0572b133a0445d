import { createHash } from 'node:crypto';
import { sql } from '../../../database/sql';
import type { ReadDatabase } from '../../../database/read-database';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { FileDamagedError, FileMissingError } from '../../../storage/storage-errors';

/** A file of a document that does not have the hash that was stored when it was uploaded. */
export interface FileProblem {
  readonly documentId: number;
  readonly version: number;
  readonly problem: string;
}

interface StoredVersion {
  readonly documentId: number;
  readonly version: number;
  readonly fileKey: string;
  readonly sha256: string;
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
  const versions = await read.query<StoredVersion>(
    sql`SELECT document_id, version, file_key, sha256 FROM document_content_version ORDER BY id`,
  );
  const problems: FileProblem[] = [];
  for (const [index, stored] of versions.entries()) {
    const problem = await problemOf(stored, files);
    if (problem !== null) problems.push({ documentId: stored.documentId, version: stored.version, problem });
    onProgress(index + 1, versions.length);
  }
  return { count: versions.length, problems };
}

async function problemOf({ fileKey, sha256 }: StoredVersion, files: EncryptedFiles): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    for await (const chunk of (await files.read(fileKey)) as AsyncIterable<Buffer>) hash.update(chunk);
    return hash.digest('hex') === sha256 ? null : 'its SHA-256 hash does not match';
  } catch (error) {
    if (error instanceof FileDamagedError || error instanceof FileMissingError) return error.message;
    throw error;
  }
}
