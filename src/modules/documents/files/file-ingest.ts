import { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { newFileKey } from '../../../storage/file-store';
import { decideMediaType, MEDIA_TYPE_SAMPLE_BYTES } from '../../../storage/media-type';
import { withPublicChanges } from '../../publishing/public-changes';
import { publishableRestrictedDocument } from '../document/restricted-document.fields';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { DocumentContentVersion } from './document-content-version.entity';
import { FileEmptyError, type UploadedBytes } from './document-upload.bytes';
import type { FileLeases } from './file-leases';

/** A file that is stored completely and has a lease, but is not yet a version of a document. */
export type StoredFile = Pick<
  DocumentContentVersion,
  'fileName' | 'mediaType' | 'byteSize' | 'sha256' | 'fileKey' | 'keyId'
>;

/** Checks, hashes, encrypts and stores the files of documents as a stream. Every file of a document is stored here. */
export class FileIngest {
  constructor(
    private readonly files: EncryptedFiles,
    private readonly leases: FileLeases,
  ) {}

  /**
   * Stores a file, and then calls `work`, which makes it a version of a document with `addVersion`. If anything fails,
   * the file is deleted.
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

  /** Deletes the file of an upload that has failed. Returns false if a process still works on it. */
  deleteIfAbandoned(fileKey: string): Promise<boolean> {
    return this.leases.deleteIfAbandoned(fileKey);
  }

  /**
   * Makes a stored file the next version of a document, in the caller's unit of work. Returns the number of the
   * version.
   *
   * @throws ConflictError if another process has taken over the lease to delete the file
   */
  async addVersion(
    manager: EntityManager,
    documentId: number,
    file: StoredFile,
    upload: Pick<DocumentContentVersion, 'uploadedAt' | 'uploadedById'>,
  ): Promise<number> {
    await this.leases.release(manager, file.fileKey);
    const unit = { manager, now: upload.uploadedAt };
    return withPublicChanges(unit, publishableRestrictedDocument, documentId, async () => {
      const version = await nextVersion(manager, documentId);
      await manager.insert(DocumentContentVersion, { ...file, ...upload, documentId, version });
      return version;
    });
  }
}

/** Updates the row before reading it: the lock makes concurrent units of work wait for this one. */
async function nextVersion(manager: EntityManager, documentId: number): Promise<number> {
  await manager.update(
    RestrictedDocument,
    { id: documentId },
    { contentVersion: () => 'COALESCE(content_version, 0) + 1' },
  );
  const { contentVersion } = await manager.findOneByOrFail(RestrictedDocument, { id: documentId });
  return contentVersion!;
}
