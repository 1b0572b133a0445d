import type { Readable } from 'node:stream';
import sql from 'sql-template-tag';
import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { ConflictError, NotFoundError } from '../../../errors';
import type { Clock } from '../../../core/time';
import { hashToken } from '../../../core/access/token';
import { type UploadAccess, assertReplaced } from './document-upload.access';
import { FileTooLargeError, UploadedBytes } from './document-upload.bytes';
import { DocumentUpload } from './document-upload.entity';
import type { FileIntake, StoredFile } from './file-intake';

/** An upload that may bring its file. */
export type OpenUpload = Pick<DocumentUpload, 'id' | 'documentId' | 'fileName' | 'replacesVersion' | 'madeFor'>;

/** What has been stored, and the version of the document's content that it has become. */
export interface ReceivedFile {
  readonly version: number;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** Takes in the files of uploads: checked, encrypted and complete, or not at all. */
export class UploadReceiver {
  constructor(
    private readonly database: Database,
    private readonly intake: FileIntake,
    private readonly access: UploadAccess,
    private readonly options: { readonly maxUploadBytes: number; readonly clock: Clock },
  ) {}

  /**
   * The upload that a token gives leave to.
   *
   * @param byteSize what its file is said to have; null when nothing is said
   * @throws NotFoundError when there is none, its time is over, or whoever was given it may not edit the document now
   * @throws ConflictError when it has brought its file, or is bringing it now, or the document has another file than the
   *   one that this is to replace
   * @throws FileTooLargeError when the file would have more bytes than may be
   */
  async open(token: string, byteSize: number | null): Promise<OpenUpload> {
    const [upload] = await this.database.read.query<
      OpenUpload & {
        readonly fileKey: string | null;
        readonly completedAt: string | null;
        readonly currentVersion: number;
      }
    >(sql`
      SELECT u.id, u.document_id AS "documentId", u.file_name AS "fileName", u.replaces_version AS "replacesVersion",
        u.made_for AS "madeFor", u.file_key AS "fileKey", u.completed_at AS "completedAt",
        COALESCE(d.content_version, 0) AS "currentVersion"
      FROM document_upload u JOIN restricted_document d ON d.id = u.document_id
      WHERE u.token_hash = ${hashToken(token)} AND u.expires_at > ${this.now()}`);
    if (upload === undefined || (await this.access.editorOf(upload)) === null) throw notOpen();
    if (upload.completedAt !== null) throw new ConflictError('This upload has brought its file already.');
    if (upload.fileKey !== null) throw inProgress();
    assertReplaced(upload);
    if (byteSize !== null && byteSize > this.options.maxUploadBytes) {
      throw new FileTooLargeError(this.options.maxUploadBytes);
    }
    return upload;
  }

  /**
   * Stores the bytes as the document's next version. Whatever fails, nothing of them is left, and the upload is open.
   *
   * @throws FileRefusedError when the file is empty, too large, or of a kind that is not taken or not what its name says
   * @throws ConflictError when another request brings the file, or the document has come to have another than this replaces
   * @throws NotFoundError when whoever was given the upload may not edit the document any more
   */
  async receive(upload: OpenUpload, content: Readable): Promise<ReceivedFile> {
    return this.intake.store(
      upload.fileName,
      new UploadedBytes(content, this.options.maxUploadBytes),
      async (file) => {
        // Once more: the bytes may have taken hours.
        const editor = await this.access.editorOf(upload);
        if (editor === null) throw notOpen();
        return this.database.write((manager) => this.finish(manager, upload, file, editor.accountId));
      },
      (manager, fileKey) => this.begin(manager, upload, fileKey),
    );
  }

  private async begin(manager: EntityManager, { id }: OpenUpload, fileKey: string): Promise<void> {
    const isOpen = { id, fileKey: IsNull(), completedAt: IsNull(), expiresAt: MoreThan(this.now()) };
    const { affected } = await manager.update(DocumentUpload, isOpen, { fileKey });
    if (affected !== 1) throw inProgress();
  }

  private async finish(
    manager: EntityManager,
    { id, documentId, replacesVersion }: OpenUpload,
    file: StoredFile,
    uploadedById: number | null,
  ): Promise<ReceivedFile> {
    const now = this.now();
    const version = await this.intake.addVersion(manager, documentId, file, { uploadedAt: now, uploadedById });
    // Counting made others wait: nobody comes in between.
    assertReplaced({ replacesVersion, currentVersion: version - 1 });
    await manager.update(DocumentUpload, { id }, { completedAt: now });
    const { mediaType, byteSize, sha256 } = file;
    return { version, mediaType, byteSize, sha256 };
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}

function notOpen(): NotFoundError {
  return new NotFoundError('There is no upload at this address, or its time is over.');
}

function inProgress(): ConflictError {
  return new ConflictError('Another request is bringing the file of this upload.');
}
