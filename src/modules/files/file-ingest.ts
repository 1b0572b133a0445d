import { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { newFileKey } from '../../storage/file-store';
import { decideMediaType, MEDIA_TYPE_SAMPLE_BYTES } from '../../storage/media-type';
import type { FileLeases } from './file-leases';
import { FileEmptyError, type UploadedBytes } from './uploaded-bytes';

/** A file that is stored completely and has a lease, but to which no row refers yet. */
export interface StoredFile {
  readonly fileName: string;
  readonly mediaType: string;
  /** The size of the unencrypted file. */
  readonly byteSize: number;
  /** The SHA-256 hash of the unencrypted file, in hexadecimal. */
  readonly sha256: string;
  /** The key of the encrypted file in the file store. */
  readonly fileKey: string;
  /** The key that the file is encrypted with. */
  readonly keyId: string;
}

/** Checks, hashes, encrypts and stores files as a stream. Every file that is uploaded is stored here. */
export class FileIngest {
  constructor(
    private readonly files: EncryptedFiles,
    private readonly leases: FileLeases,
  ) {}

  /**
   * Stores a file, and then calls `work`, which makes a row refer to it and releases its lease. If anything fails, the file
   * is deleted.
   *
   * @param also runs in the unit of work that acquires the lease on the file; if it fails, no lease is acquired
   * @throws FileRefusedError if the file is empty, too large, of a type that is not accepted, or not of the type that
   *   its name states
   */
  async store<T>(
    fileName: string,
    bytes: UploadedBytes,
    work: (file: StoredFile) => Promise<T>,
    also?: (manager: EntityManager, fileKey: string) => Promise<void>,
  ): Promise<T> {
    try {
      const sample = await bytes.first(MEDIA_TYPE_SAMPLE_BYTES);
      if (sample.length === 0) throw new FileEmptyError();
      const mediaType = decideMediaType(fileName, sample);
      const fileKey = newFileKey();
      return await this.leases.runWithLease(
        fileKey,
        async () => {
          const { keyId } = await this.files.write(fileKey, Readable.from(bytes.all()));
          return work({ fileName, mediaType, ...bytes.summary(), fileKey, keyId });
        },
        async (manager) => also?.(manager, fileKey),
      );
    } finally {
      bytes.release();
    }
  }
}
