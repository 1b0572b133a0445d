import { Readable } from 'node:stream';
import sql from 'sql-template-tag';
import type { Database } from '../../../database/database';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { newFileKey } from '../../../storage/file-store';
import { FileDamagedError, FileMissingError } from '../../../storage/storage-errors';
import { DocumentContentVersion } from './document-content-version.entity';
import { UploadedBytes } from './document-upload.bytes';
import type { FileClaims } from './file-claims';
import type { ReadDatabase } from '../../../database/read-database';

/** A file that waits to be encrypted with another key. */
export interface WaitingFile {
  readonly id: number;
  readonly documentId: number;
  readonly version: number;
  readonly fileKey: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** Encrypts the files of all versions anew, one after another, while the server runs if it does. */
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly claims: FileClaims,
  ) {}

  /** The files that are not encrypted with this key. */
  async waiting(keyId: string): Promise<WaitingFile[]> {
    return this.database.read.query<WaitingFile>(sql`
      SELECT id, document_id AS "documentId", version, file_key AS "fileKey", byte_size AS "byteSize", sha256
      FROM document_content_version
      WHERE key_id <> ${keyId}
      ORDER BY id`);
  }

  /**
   * Encrypts one file with the first key of the ring, and deletes what it was before. At every moment one of the two is
   * the version's, and the other one, as far as it is there, is claimed.
   *
   * @param onBytes called with the number of bytes as they pass
   * @returns whether it could; false: what is stored is damaged or missing, and stays as it is
   * @throws ConflictError when this process was taken for dead meanwhile; the file is as before
   */
  async encryptAnew(file: WaitingFile, signal: AbortSignal, onBytes: (count: number) => void): Promise<boolean> {
    const newKey = newFileKey();
    try {
      const isSwitched = await this.claims.hold(newKey, async () => {
        const keyId = await this.copy(file, newKey, signal, onBytes);
        return this.switch(file, newKey, keyId);
      });
      await this.claims.drop(isSwitched ? file.fileKey : newKey);
      return true;
    } catch (error) {
      if (error instanceof FileDamagedError || error instanceof FileMissingError) return false;
      throw error;
    }
  }

  private async copy(
    { fileKey, sha256 }: WaitingFile,
    newKey: string,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<string> {
    const source = await this.files.read(fileKey);
    try {
      const bytes = new UploadedBytes(source, Infinity);
      const { keyId } = await this.files.write(newKey, Readable.from(counted(bytes.all(), onBytes)), signal);
      if (bytes.summary().sha256 !== sha256) throw new FileDamagedError(fileKey, 'its SHA-256 is another.');
      return keyId;
    } finally {
      source.destroy();
    }
  }

  /** Makes the new file the version's, and the old one the one to delete; false: another process was faster. */
  private async switch(file: WaitingFile, newKey: string, keyId: string): Promise<boolean> {
    const isIt = { id: file.id, fileKey: file.fileKey };
    return this.database.write(async (manager) => {
      const { affected } = await manager.update(DocumentContentVersion, isIt, { fileKey: newKey, keyId });
      if (affected !== 1) return false;
      await this.claims.release(manager, newKey);
      await this.claims.claim(manager, file.fileKey);
      return true;
    });
  }
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** Whether the database has anything that only the keys of documents open: versions of files, or secrets of webhooks. */
export async function isAnythingEncrypted(read: ReadDatabase): Promise<boolean> {
  const rows = await read.query(sql`
    SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM document_content_version) OR EXISTS (SELECT 1 FROM webhook)`);
  return rows.length > 0;
}
