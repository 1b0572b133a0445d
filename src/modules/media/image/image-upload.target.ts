import type { EntityManager } from 'typeorm';
import { IsNull } from 'typeorm';
import { callerOf, type Viewer } from '../../../core/access/viewer';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { withoutPublicRevision } from '../../../database/revisions/public-revision';
import { sql } from '../../../database/sql/sql';
import { ConflictError } from '../../../errors';
import { newFileKey } from '../../../storage/file-store';
import type { StoredFile } from '../../files/file-ingest';
import type { FileLeases } from '../../files/file-leases';
import type { IssuedUpload, UploadTarget } from '../../files/upload-receiver';
import type { MediaUploadAccess } from '../media-upload.access';
import { Image, ImageFile, ImageUpload } from './image.entity';
import type { ImageFiles } from './image-files';
import { acceptedFormats, acceptedMediaTypes } from './image-formats';
import { type ImageProcessor, ImageRefusedError } from './image-processor';

/** Maximum bytes of the file of an image. A lossless image of 50 megapixels has about that many. */
const MAX_IMAGE_BYTES = 64 * 2 ** 20;

interface IssuedImageUpload extends IssuedUpload {
  readonly imageId: number;
  readonly contentHash: string | null;
}

/** The image that was made of the uploaded file. */
interface ReceivedImage {
  readonly width: number;
  readonly height: number;
  readonly mediaType: string;
}

interface ImageUploadServices {
  readonly database: Database;
  readonly leases: FileLeases;
  readonly processor: ImageProcessor;
  readonly imageFiles: ImageFiles;
  readonly access: MediaUploadAccess;
  readonly clock: Clock;
}

/** Makes images of uploaded files. Only what is made of them is kept. */
export class ImageUploadTarget implements UploadTarget<IssuedImageUpload, ReceivedImage> {
  readonly tickets = ImageUpload;
  readonly maxBytes: number;

  /** @param maxUploadBytes the limit of all files, in bytes */
  constructor(
    private readonly services: ImageUploadServices,
    maxUploadBytes: number,
  ) {
    this.maxBytes = Math.min(MAX_IMAGE_BYTES, maxUploadBytes);
  }

  async find(tokenHash: string, now: string): Promise<IssuedImageUpload | null> {
    const [upload] = await this.services.database.read.query<IssuedImageUpload>(sql`
      SELECT u.id, u.image_id, u.file_name, u.holder, u.file_key, u.completed_at, i.content_hash
      FROM image_upload u JOIN image i ON i.id = u.image_id
      WHERE u.token_hash = ${tokenHash} AND u.expires_at > ${now}`);
    return upload ?? null;
  }

  findEditor({ imageId, holder }: IssuedImageUpload, manager?: EntityManager): Promise<Viewer | null> {
    return this.services.access.findEditor('image', imageId, holder, manager);
  }

  assertCurrent({ contentHash }: IssuedImageUpload): void {
    if (contentHash !== null) throw alreadyUploaded();
  }

  async finish(
    { imageId }: IssuedImageUpload,
    file: StoredFile,
    editor: Viewer,
    write: Database['write'],
  ): Promise<ReceivedImage> {
    if (!acceptedMediaTypes.has(file.mediaType)) {
      throw new ImageRefusedError(`The file must be a ${acceptedFormats} image`);
    }
    const { leases } = this.services;
    const originalKey = newFileKey();
    const received = await leases.runWithLease(originalKey, () =>
      this.keep(imageId, file, { originalKey, uploader: callerOf(editor)! }, write),
    );
    await leases.discard(file.fileKey);
    return received;
  }

  private async keep(
    imageId: number,
    { fileKey, byteSize }: StoredFile,
    { originalKey, uploader }: { readonly originalKey: string; readonly uploader: string },
    write: Database['write'],
  ): Promise<ReceivedImage> {
    const { leases, processor, imageFiles, clock } = this.services;
    const { image, stored } = await processor.clean(
      uploader,
      { byteSize, open: () => imageFiles.read({ id: 0, fileKey }) },
      (output) => imageFiles.store(originalKey, output),
    );
    const { width, height, placeholder, format } = image;
    const mediaType = `image/${format}`;
    await write(async (manager) => {
      const changes = { width, height, placeholder, contentHash: stored.sha256, updatedAt: clock().toISOString() };
      // Items show only images that have their file.
      const { affected } = await withoutPublicRevision(manager, () =>
        manager.update(Image, { id: imageId, contentHash: IsNull() }, changes),
      );
      if (affected !== 1) throw alreadyUploaded();
      await leases.release(manager, originalKey);
      await manager.insert(ImageFile, { imageId, variant: 'original', mediaType, ...stored });
    });
    return { width, height, mediaType };
  }
}

function alreadyUploaded(): ConflictError {
  return new ConflictError('The image has its file already: create another image for another file');
}
