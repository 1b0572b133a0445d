import { Readable } from 'node:stream';
import type { Database } from '../../database/database';
import { raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { newFileKey } from '../../storage/file-store';
import { FileDamagedError, FileMissingError } from '../../storage/storage-errors';
import type { FileLeases } from './file-leases';
import { type StoredFileRow, storedFiles } from './stored-files';
import { UploadedBytes } from './uploaded-bytes';

/** Encrypts all files with the current key. The server may run meanwhile. */
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly leases: FileLeases,
  ) {}

  /** The files that are encrypted with another key than this one. */
  async findOutdated(keyId: string): Promise<StoredFileRow[]> {
    const found: StoredFileRow[] = [];
    for await (const file of storedFiles(this.database.read, sql`f.key_id <> ${keyId}`)) found.push(file);
    return found;
  }

  /**
   * Encrypts one file with the first key of the ring, and then deletes the old file. At every moment the row
   * refers to one of the two files, and this process has a lease on the other one, if it exists.
   *
   * @param onBytes called with the size of each chunk that was read, in bytes
   * @returns false if the stored file is damaged or missing; it stays as it is
   * @throws ConflictError if another process has taken over the lease on the new file; the row stays as it was
   */
  async reencrypt(file: StoredFileRow, signal: AbortSignal, onBytes: (count: number) => void): Promise<boolean> {
    const newKey = newFileKey();
    try {
      const isReplaced = await this.leases.runWithLease(newKey, async () => {
        const keyId = await this.copy(file, newKey, signal, onBytes);
        return this.replaceFile(file, newKey, keyId);
      });
      await this.leases.discard(isReplaced ? file.fileKey : newKey);
      return true;
    } catch (error) {
      if (error instanceof FileDamagedError || error instanceof FileMissingError) return false;
      throw error;
    }
  }

  private async copy(
    { fileKey, sha256 }: StoredFileRow,
    newKey: string,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<string> {
    const source = await this.files.read(fileKey);
    try {
      const bytes = new UploadedBytes(source, Infinity);
      const { keyId } = await this.files.write(newKey, Readable.from(countBytes(bytes.all(), onBytes)), signal);
      if (bytes.summary().sha256 !== sha256) throw new FileDamagedError(fileKey, 'its SHA-256 hash does not match');
      return keyId;
    } finally {
      source.destroy();
    }
  }

  /**
   * Makes the row refer to the new file, and acquires a lease on the old one. Returns false if another process was faster.
   */
  private async replaceFile(file: StoredFileRow, newKey: string, keyId: string): Promise<boolean> {
    return this.database.write(async (manager) => {
      const replaced = await executeSql(
        manager,
        sql`UPDATE ${raw(file.table)} SET file_key = ${newKey}, key_id = ${keyId}
          WHERE id = ${file.id} AND file_key = ${file.fileKey} RETURNING id`,
      );
      if (replaced.length !== 1) return false;
      await this.leases.release(manager, newKey);
      await this.leases.acquire(manager, file.fileKey);
      return true;
    });
  }
}

async function* countBytes(chunks: AsyncIterable<Buffer>, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}
