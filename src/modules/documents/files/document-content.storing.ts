import type { EntityManager } from 'typeorm';
import type { StoredFile } from '../../files/file-ingest';
import type { FileLeases } from '../../files/file-leases';
import { withPublicChanges } from '../../publishing/public-changes';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { publishableRestrictedDocument } from '../document/restricted-document.fields';
import { DocumentContentVersion } from './document-content-version.entity';

/**
 * Makes a stored file the next version of a document, in the caller's unit of work. Returns the number of the version.
 *
 * @throws ConflictError if another process has taken over the lease to delete the file
 */
export async function addContentVersion(
  leases: Pick<FileLeases, 'release'>,
  manager: EntityManager,
  documentId: number,
  file: StoredFile,
  upload: Pick<DocumentContentVersion, 'uploadedAt' | 'uploadedById'>,
): Promise<number> {
  await leases.release(manager, file.fileKey);
  const unit = { manager, now: upload.uploadedAt };
  return withPublicChanges(unit, publishableRestrictedDocument, documentId, async () => {
    const version = await nextVersion(manager, documentId);
    await manager.insert(DocumentContentVersion, { ...file, ...upload, documentId, version });
    return version;
  });
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
