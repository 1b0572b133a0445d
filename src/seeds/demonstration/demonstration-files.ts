import { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import { isOfDatabase, reasonOf } from '../../database/database-errors';
import { StartupError } from '../../errors';
import { RestrictedDocument } from '../../modules/documents/document/restricted-document.entity';
import { addContentVersion } from '../../modules/documents/files/document-content.storing';
import type { FileIngest, StoredFile } from '../../modules/files/file-ingest';
import type { FileLeases } from '../../modules/files/file-leases';
import { UploadedBytes } from '../../modules/files/uploaded-bytes';
import { type DemonstrationFile, demonstrationFiles } from './demonstration-documents';
import { attachPictures, drawPictures } from './demonstration-pictures';

/** What stores files, and says that rows refer to them. */
export interface FileStoring {
  readonly ingest: FileIngest;
  readonly leases: FileLeases;
}

/**
 * Attaches the stored files to the documents of the activity and the pictures to their items, in the unit of work that
 * loads the demonstration.
 */
export type AttachFiles = (manager: EntityManager, activityId: number, now: string) => Promise<void>;

/**
 * Stores the files of the demonstration and runs `work`, which attaches them. If `work` fails, the files are deleted.
 *
 * @param locales the languages that the alternative texts of the pictures are translated into
 * @throws StartupError when the files cannot be stored
 */
export async function storeDemonstrationFiles(
  { ingest, leases }: FileStoring,
  locales: readonly string[],
  work: (attach: AttachFiles) => Promise<void>,
): Promise<void> {
  let isStored = false as boolean;
  try {
    const pictures = await drawPictures();
    const pictureFiles = pictures.map(({ file }) => file);
    await storeAll(ingest, demonstrationFiles(), (documents) =>
      storeAll(ingest, pictureFiles, (stored) => {
        isStored = true;
        return work(async (manager, activityId, now) => {
          await attachDocuments(leases, manager, documents, { activityId, now });
          const images = pictures.map((drawn, index) => ({ drawn, stored: stored[index]! }));
          await attachPictures(leases, manager, images, { locales, now });
        });
      }),
    );
  } catch (error) {
    if (isStored || isOfDatabase(error) || error instanceof StartupError) throw error;
    throw new StartupError(`The files of the demonstration programme cannot be stored: ${reasonOf(error)}`, 69);
  }
}

/** Stores files one after another, and runs `work` while this process has the leases on all of them. */
async function storeAll(
  ingest: FileIngest,
  [file, ...others]: readonly DemonstrationFile[],
  work: (files: readonly StoredFile[]) => Promise<void>,
): Promise<void> {
  if (file === undefined) return work([]);
  const bytes = new UploadedBytes(Readable.from([file.bytes]), file.bytes.length);
  await ingest.store(file.fileName, bytes, (stored) =>
    storeAll(ingest, others, (further) => work([stored, ...further])),
  );
}

/** Makes stored files the first versions of the documents of an activity, in the order of their positions. */
async function attachDocuments(
  leases: FileLeases,
  manager: EntityManager,
  files: readonly StoredFile[],
  { activityId, now }: { readonly activityId: number; readonly now: string },
): Promise<void> {
  for (const [index, file] of files.entries()) {
    const { id } = await manager.findOneByOrFail(RestrictedDocument, { activityId, position: index + 1 });
    await addContentVersion(leases, manager, id, file, { uploadedAt: now, uploadedById: null });
  }
}
