import { Readable } from 'node:stream';
import { sql } from '../../../database/sql';
import type { Database } from '../../../database/database';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { newFileKey } from '../../../storage/file-store';
import { FileDamagedError, FileMissingError } from '../../../storage/storage-errors';
import { DocumentContentVersion } from './document-content-version.entity';
import { UploadedBytes } from './document-upload.bytes';
import type { FileLeases } from './file-leases';
import type { ReadDatabase } from '../../../database/read-database';

/** A file that is not encrypted with the current key. */
export interface OutdatedFile {
  readonly id: number;
  readonly documentId: number;
  readonly version: number;
  readonly fileKey: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** Encrypts the files of all versions with the current key. The server may run meanwhile. */
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly leases: FileLeases,
  ) {}

  /** The files that are encrypted with another key than this one. */
  async findOutdated(keyId: string): Promise<OutdatedFile[]> {
    return this.database.read.query<OutdatedFile>(sql`
      SELECT id, document_id, version, file_key, byte_size, sha256
      FROM document_content_version
      WHERE key_id <> ${keyId}
      ORDER BY id`);
  }

  /**
   * Encrypts one file with the first key of the ring, and then deletes the old file. At every moment one of the two
   * files is the version, and this process has a lease on the other one, if it exists.
   *
   * @param onBytes called with the size of each chunk that was read, in bytes
   * @returns false if the stored file is damaged or missing; it stays as it is
   * @throws ConflictError if another process has taken over the lease on the new file; the version stays as it was
   */
  async reencrypt(file: OutdatedFile, signal: AbortSignal, onBytes: (count: number) => void): Promise<boolean> {
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
    { fileKey, sha256 }: OutdatedFile,
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
   * Makes the new file the version, and acquires a lease on the old one. Returns false if another process was faster.
   */
  private async replaceFile(file: OutdatedFile, newKey: string, keyId: string): Promise<boolean> {
    const unchanged = { id: file.id, fileKey: file.fileKey };
    return this.database.write(async (manager) => {
      const { affected } = await manager.update(DocumentContentVersion, unchanged, { fileKey: newKey, keyId });
      if (affected !== 1) return false;
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

/** True if the database has data that is encrypted with the key ring: versions of files, or secrets of webhooks. */
export async function isAnythingEncrypted(read: ReadDatabase): Promise<boolean> {
  const rows = await read.query(sql`
    SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM document_content_version) OR EXISTS (SELECT 1 FROM webhook)`);
  return rows.length > 0;
}
