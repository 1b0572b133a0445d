import type { Readable } from 'node:stream';
import { sql } from '../../../database/sql';
import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { ConflictError, NotFoundError } from '../../../errors';
import type { Clock } from '../../../core/time';
import { hashToken } from '../../../core/access/token';
import { type UploadAccess, assertReplacesCurrent } from './document-upload.access';
import { FileTooLargeError, UploadedBytes } from './document-upload.bytes';
import { DocumentUpload } from './document-upload.entity';
import type { FileIngest, StoredFile } from './file-ingest';

/** An upload ticket that can be used now. */
export type OpenUpload = Pick<DocumentUpload, 'id' | 'documentId' | 'fileName' | 'replacesVersion' | 'madeFor'>;

/** The stored file, and the number of the version that it has become. */
export interface ReceivedFile {
  readonly version: number;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** Receives the files of uploads. A file is stored checked, encrypted and complete, or not at all. */
export class UploadReceiver {
  constructor(
    private readonly database: Database,
    private readonly ingest: FileIngest,
    private readonly access: UploadAccess,
    private readonly options: { readonly maxUploadBytes: number; readonly clock: Clock },
  ) {}

  /**
   * Finds the upload ticket of a token, before any byte of the file is read.
   *
   * @param byteSize the announced size of the file; null if the request does not announce it
   * @throws NotFoundError if the ticket does not exist or has expired, or if its holder may not edit the document now
   * @throws ConflictError if the ticket was used or is being used, or if the document has another file than the one to
   *   replace
   * @throws FileTooLargeError if the announced size exceeds the limit
   */
  async open(token: string, byteSize: number | null): Promise<OpenUpload> {
    const [upload] = await this.database.read.query<
      OpenUpload & {
        readonly fileKey: string | null;
        readonly completedAt: string | null;
        readonly currentVersion: number;
      }
    >(sql`
      SELECT u.id, u.document_id, u.file_name, u.replaces_version, u.made_for, u.file_key, u.completed_at,
        COALESCE(d.content_version, 0) AS current_version
      FROM document_upload u JOIN restricted_document d ON d.id = u.document_id
      WHERE u.token_hash = ${hashToken(token)} AND u.expires_at > ${this.now()}`);
    if (upload === undefined || (await this.access.findEditor(upload)) === null) throw uploadNotFound();
    if (upload.completedAt !== null)
      throw new ConflictError('This upload URL was already used: request a new uploadUrl');
    // A failed upload whose end could not be recorded, since the database or the disk failed as well, blocks no other one.
    if (upload.fileKey !== null && !(await this.ingest.deleteIfAbandoned(upload.fileKey))) throw uploadInProgress();
    assertReplacesCurrent(upload);
    if (byteSize !== null && byteSize > this.options.maxUploadBytes) {
      throw new FileTooLargeError(this.options.maxUploadBytes);
    }
    return upload;
  }

  /**
   * Stores the bytes as the next version of the document's content. If anything fails, nothing is stored, and the
   * ticket can be used again.
   *
   * @throws FileRefusedError if the file is empty, too large, of a type that is not accepted, or not of the type that
   *   its name states
   * @throws ConflictError if another request uses the ticket, or if the document has another file than the one to
   *   replace
   * @throws NotFoundError if the holder of the ticket may not edit the document any more
   */
  async receive(upload: OpenUpload, content: Readable): Promise<ReceivedFile> {
    return this.ingest.store(
      upload.fileName,
      new UploadedBytes(content, this.options.maxUploadBytes),
      async (file) => {
        // Check again: the upload may have taken hours.
        const editor = await this.access.findEditor(upload);
        if (editor === null) throw uploadNotFound();
        return this.database.write((manager) => this.finish(manager, upload, file, editor.accountId));
      },
      (manager, fileKey) => this.begin(manager, upload, fileKey),
    );
  }

  private async begin(manager: EntityManager, { id }: OpenUpload, fileKey: string): Promise<void> {
    const unused = { id, fileKey: IsNull(), completedAt: IsNull(), expiresAt: MoreThan(this.now()) };
    const { affected } = await manager.update(DocumentUpload, unused, { fileKey });
    if (affected !== 1) throw uploadInProgress();
  }

  private async finish(
    manager: EntityManager,
    { id, documentId, replacesVersion }: OpenUpload,
    file: StoredFile,
    uploadedById: number | null,
  ): Promise<ReceivedFile> {
    const now = this.now();
    const version = await this.ingest.addVersion(manager, documentId, file, { uploadedAt: now, uploadedById });
    // addVersion has locked the document's row, so the version before is the one that the file replaces.
    assertReplacesCurrent({ replacesVersion, currentVersion: version - 1 });
    await manager.update(DocumentUpload, { id }, { completedAt: now });
    const { mediaType, byteSize, sha256 } = file;
    return { version, mediaType, byteSize, sha256 };
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}

function uploadNotFound(): NotFoundError {
  return new NotFoundError('This upload URL does not exist, or has expired: request a new uploadUrl');
}

function uploadInProgress(): ConflictError {
  return new ConflictError('Another request is using this upload URL: wait until it ends');
}
