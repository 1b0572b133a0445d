import { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { newFileKey } from '../../../storage/file-store';
import { decideMediaType, MEDIA_TYPE_SAMPLE_BYTES } from '../../../storage/media-type';
import { RestrictedDocument } from '../restricted-document.entity';
import { DocumentContentVersion } from './document-content-version.entity';
import { FileEmptyError, type UploadedBytes } from './document-upload.bytes';
import type { FileClaims } from './file-claims';

/** A file that is in the store, whole, and claimed: it is no version's yet. */
export type StoredFile = Pick<
  DocumentContentVersion,
  'fileName' | 'mediaType' | 'byteSize' | 'sha256' | 'fileKey' | 'keyId'
>;

/** The one way in for the file of a document: checked, hashed and encrypted as it passes, whole or not at all. */
export class FileIntake {
  constructor(
    private readonly files: EncryptedFiles,
    private readonly claims: FileClaims,
  ) {}

  /**
   * Stores a file while `work` goes on, which makes it a document's with `addVersion`. Whatever fails, nothing of it is left.
   *
   * @param also what else belongs to the unit of work that claims the file; if it fails, nothing is claimed
   * @throws FileRefusedError when the file is empty, too large, or of a kind that is not taken or not what its name says
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
      return await this.claims.hold(
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

  /**
   * For the unit of work that makes a stored file the next version of a document's content. Gives the version's number.
   *
   * @throws ConflictError when this process was taken for dead, and the file is another's to delete
   */
  async addVersion(
    manager: EntityManager,
    documentId: number,
    file: StoredFile,
    upload: Pick<DocumentContentVersion, 'uploadedAt' | 'uploadedById'>,
  ): Promise<number> {
    await this.claims.release(manager, file.fileKey);
    const version = await nextVersion(manager, documentId);
    await manager.insert(DocumentContentVersion, { ...file, ...upload, documentId, version });
    return version;
  }
}

/** Counts the document's content on. Changing its row first makes whoever else counts wait. */
async function nextVersion(manager: EntityManager, documentId: number): Promise<number> {
  await manager.update(
    RestrictedDocument,
    { id: documentId },
    { contentVersion: () => 'COALESCE(content_version, 0) + 1' },
  );
  const { contentVersion } = await manager.findOneByOrFail(RestrictedDocument, { id: documentId });
  return contentVersion!;
}
