import { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import { newFileKey } from '../../../storage/file-store';
import { FileRefusedError } from '../../../storage/storage-errors';
import type { FileLeases } from '../../files/file-leases';
import { openStoredFile } from '../../files/stored-files';
import { UploadedBytes } from '../../files/uploaded-bytes';
import { type AddressScope, isMediaInScope } from '../media.policy';
import type { MediaOwner } from '../media-owner';
import { type Image, ImageFile } from './image.entity';
import type { ImageProcessor } from './image-processor';
import { type ImageVariant, offeredWidths, parseVariant } from './image-variant';

/** Cost of a new derivative, in points of the rate limits: starting the process, decoding each megapixel, and encoding each megapixel. */
const DERIVATIVE_COST = { start: 250_000, decoded: 20_000, encoded: 200_000 };

/** A stored file of an image. */
export type StoredImageFile = Pick<ImageFile, 'id' | 'mediaType' | 'byteSize' | 'sha256' | 'fileKey'>;

/** A derivative that the requester may see. It may not have been made yet. */
export interface FoundDerivative {
  readonly imageId: number;
  readonly name: string;
  readonly variant: ImageVariant;
  readonly file: StoredImageFile | null;
  /** Cost of making it, in points of the rate limits. */
  readonly cost: number;
}

type FoundRow = Pick<Image, 'width' | 'height'> & { readonly imageId: number } & (StoredImageFile | NoFile);

interface NoFile {
  readonly id: null;
}

/** Another process has made the same derivative, or the image was deleted. */
class SupersededError extends Error {}

/** The files of images: their originals, and the derivatives, each of which is made when it is first requested. */
export class ImageFiles {
  private readonly making = new Map<string, Promise<StoredImageFile | null>>();

  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly leases: FileLeases,
    private readonly processor: ImageProcessor,
    private readonly owners: readonly MediaOwner[],
  ) {}

  /**
   * Finds a derivative by its address: the hash of the original, and the name of the derivative.
   *
   * @param scope what the address shows
   */
  async find(contentHash: string, name: string, scope: AddressScope): Promise<FoundDerivative | null> {
    const variant = parseVariant(name);
    if (variant === null || !/^[0-9a-f]{64}$/.test(contentHash)) return null;
    const isFound = isMediaInScope(scope, this.owners, 'image', 'i');
    // Of equal images, one that has the derivative.
    const [row] = await this.database.read.query<FoundRow>(sql`
      SELECT i.id AS image_id, i.width, i.height, f.id, f.media_type, f.byte_size, f.sha256, f.file_key
      FROM image i LEFT JOIN image_file f ON f.image_id = i.id AND f.variant = ${name}
      WHERE i.content_hash = ${contentHash} AND ${isFound}
      ORDER BY CASE WHEN f.id IS NULL THEN 1 ELSE 0 END, i.id LIMIT 1`);
    if (row === undefined || !offeredWidths(row).includes(variant.width)) return null;
    const { imageId } = row;
    return { imageId, name, variant, cost: derivationCost(row, variant), file: row.id === null ? null : row };
  }

  /**
   * Makes a derivative and keeps it. Requests that come meanwhile wait for the same one. Returns null if the image was
   * deleted.
   *
   * @param reader who requests it: readers take turns
   * @throws OverloadedError if too many images wait
   */
  make(derivative: FoundDerivative, reader: string): Promise<StoredImageFile | null> {
    const key = `${derivative.imageId}/${derivative.name}`;
    const running = this.making.get(key);
    if (running !== undefined) return running;
    const made = this.makeOne(derivative, reader).finally(() => this.making.delete(key));
    this.making.set(key, made);
    return made;
  }

  /** Reads a stored file. The signal ends the wait for the file store. */
  read({ id, fileKey }: Pick<StoredImageFile, 'id' | 'fileKey'>, signal?: AbortSignal): Promise<Readable> {
    const row = { table: 'image_file', id, fileKey };
    return openStoredFile(this.database.read, row, (key) => this.files.read(key, {}, signal));
  }

  /** Encrypts and stores a file whose lease the caller holds. */
  async store(
    fileKey: string,
    output: Readable,
  ): Promise<Pick<ImageFile, 'byteSize' | 'sha256' | 'fileKey' | 'keyId'>> {
    const bytes = new UploadedBytes(output, Infinity);
    const { keyId } = await this.files.write(fileKey, Readable.from(bytes.all()));
    return { ...bytes.summary(), fileKey, keyId };
  }

  private async makeOne({ imageId, name, variant }: FoundDerivative, reader: string): Promise<StoredImageFile | null> {
    const original = await this.findFile(imageId, 'original');
    if (original === null) return null;
    const fileKey = newFileKey();
    try {
      await this.leases.runWithLease(fileKey, async () => {
        const stored = await this.processor.derive(
          reader,
          variant,
          { byteSize: original.byteSize, open: () => this.read(original) },
          (output) => this.store(fileKey, output),
        );
        const { mediaType } = variant;
        await this.database.write((manager) => this.add(manager, { imageId, variant: name, mediaType, ...stored }));
      });
    } catch (error) {
      // The original was read and written by this server, so the fault is not the requester's.
      if (error instanceof FileRefusedError) throw new Error('A derivative could not be made', { cause: error });
      if (!(error instanceof SupersededError)) throw error;
    }
    return this.findFile(imageId, name);
  }

  private async add(manager: EntityManager, file: Omit<ImageFile, 'id' | 'image'>): Promise<void> {
    const { imageId, variant, fileKey } = file;
    const [image] = await executeSql(manager, sql`SELECT id FROM image WHERE id = ${imageId} ${forUpdate(manager)}`);
    if (image === undefined || (await manager.existsBy(ImageFile, { imageId, variant }))) throw new SupersededError();
    await this.leases.release(manager, fileKey);
    await manager.insert(ImageFile, file);
  }

  private async findFile(imageId: number, variant: string): Promise<StoredImageFile | null> {
    const [file] = await this.database.read.query<StoredImageFile>(sql`
      SELECT id, media_type, byte_size, sha256, file_key FROM image_file
      WHERE image_id = ${imageId} AND variant = ${variant}`);
    return file ?? null;
  }
}

/** Cost of making a derivative, in points of the rate limits. */
function derivationCost(original: Pick<Image, 'width' | 'height'>, { width }: ImageVariant): number {
  const decoded = (original.width * original.height) / 1_000_000;
  const encoded = decoded * (width / original.width) ** 2;
  return Math.ceil(DERIVATIVE_COST.start + DERIVATIVE_COST.decoded * decoded + DERIVATIVE_COST.encoded * encoded);
}
