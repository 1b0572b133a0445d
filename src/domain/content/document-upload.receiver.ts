import { Readable } from 'node:stream';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { ConflictError, NotFoundError } from '../../errors';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { newFileKey } from '../../storage/file-store';
import { decideMediaType, MEDIA_TYPE_SAMPLE_BYTES } from '../../storage/media-type';
import type { Role } from '../access/role';
import type { Clock } from '../access/time';
import { hashToken } from '../access/token';
import { anonymous, type Viewer } from '../access/viewer';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { isDocumentEdited } from '../document/restricted-document.policy';
import { DocumentContentVersion } from './document-content-version.entity';
import { FileEmptyError, FileTooLargeError, UploadedBytes } from './document-upload.bytes';
import { heldAt, nothingHeld, type FileClaims } from './document-upload.claims';
import { DocumentUpload } from './document-upload.entity';

/** An upload that may bring its file. */
export interface OpenUpload {
  readonly id: number;
  readonly documentId: number;
  readonly fileName: string;
  readonly createdById: number | null;
}

interface Creator {
  readonly document_id: number;
  readonly created_by_id: number | null;
  readonly role: Role | null;
  readonly network_id: number | null;
}

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
    private readonly files: EncryptedFiles,
    private readonly claims: FileClaims,
    private readonly options: { readonly maxUploadBytes: number; readonly clock: Clock },
  ) {}

  /**
   * The upload that a token gives leave to.
   *
   * @param byteSize what its file is said to have; null when nothing is said
   * @throws NotFoundError when there is none, its time is over, or whoever was given it may not edit the document now
   * @throws ConflictError when it has brought its file, or is bringing it now
   * @throws FileTooLargeError when the file would have more bytes than may be
   */
  async open(token: string, byteSize: number | null): Promise<OpenUpload> {
    const [upload] = await this.database.read.query<{
      id: number;
      document_id: number;
      file_name: string;
      created_by_id: number | null;
      file_key: string | null;
      completed_at: string | null;
      role: Role | null;
      network_id: number | null;
    }>(sql`
      SELECT u.id, u.document_id, u.file_name, u.created_by_id, u.file_key, u.completed_at, a.role, a.network_id
      FROM document_upload u LEFT JOIN account a ON a.id = u.created_by_id
      WHERE u.token_hash = ${hashToken(token)} AND u.expires_at > ${this.now()}`);
    if (upload === undefined || !(await this.mayEdit(upload)))
      throw new NotFoundError('There is no upload at this address, or its time is over.');
    if (upload.completed_at !== null) throw new ConflictError('This upload has brought its file already.');
    if (upload.file_key !== null) throw inProgress();
    if (byteSize !== null && byteSize > this.options.maxUploadBytes) {
      throw new FileTooLargeError(this.options.maxUploadBytes);
    }
    return {
      id: upload.id,
      documentId: upload.document_id,
      fileName: upload.file_name,
      createdById: upload.created_by_id,
    };
  }

  /** Whether the account that was given the address may edit the document still; of an API key, it is not known. */
  private async mayEdit({ document_id, created_by_id, role, network_id }: Creator): Promise<boolean> {
    if (created_by_id === null) return true;
    const viewer: Viewer = { ...anonymous, accountId: created_by_id, role, networkId: network_id };
    const edited = await this.database.read.query(sql`
      SELECT d.id
      FROM restricted_document d JOIN activity a ON a.id = d.activity_id
      WHERE d.id = ${document_id} AND ${isDocumentEdited(viewer, 'a')}`);
    return edited.length > 0;
  }

  /**
   * Stores the bytes as the document's next version. Whatever fails, nothing of them is left, and the upload is open.
   *
   * @throws FileRefusedError when the file is empty, too large, or of a kind that is not taken or not what its name says
   * @throws ConflictError when another request brings the file
   */
  async receive(upload: OpenUpload, content: Readable): Promise<ReceivedFile> {
    const bytes = new UploadedBytes(content, this.options.maxUploadBytes);
    try {
      const sample = await bytes.first(MEDIA_TYPE_SAMPLE_BYTES);
      if (sample.length === 0) throw new FileEmptyError();
      const { mediaType } = decideMediaType(upload.fileName, sample);
      const received = await this.store(upload, bytes, mediaType);
      if (received === null) throw inProgress();
      return received;
    } finally {
      bytes.release();
    }
  }

  /** null: another request brings the file. */
  private async store(upload: OpenUpload, bytes: UploadedBytes, mediaType: string): Promise<ReceivedFile | null> {
    const fileKey = newFileKey();
    return this.claims.during({ uploadId: upload.id, fileKey }, async () => {
      const { keyId } = await this.files.write(fileKey, Readable.from(bytes.all()));
      const file = { fileKey, keyId, mediaType, ...bytes.summary() };
      return this.database.write((manager) => this.finish(manager, upload, file));
    });
  }

  private async finish(
    manager: EntityManager,
    { id, documentId, fileName, createdById }: OpenUpload,
    file: Pick<DocumentContentVersion, 'fileKey' | 'keyId' | 'mediaType' | 'byteSize' | 'sha256'>,
  ): Promise<ReceivedFile> {
    const now = this.now();
    const { takenBy } = heldAt(now);
    const held = { id, fileKey: file.fileKey, takenBy };
    const { affected } = await manager.update(DocumentUpload, held, { ...nothingHeld, completedAt: now });
    if (affected !== 1) throw new ConflictError('The upload took too long, and was given up.');

    const version = await nextVersion(manager, documentId);
    await manager.insert(DocumentContentVersion, {
      ...file,
      documentId,
      version,
      fileName,
      uploadedAt: now,
      uploadedById: createdById,
    });
    const { mediaType, byteSize, sha256 } = file;
    return { version, mediaType, byteSize, sha256 };
  }

  private now(): string {
    return this.options.clock().toISOString();
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

function inProgress(): ConflictError {
  return new ConflictError('Another request is bringing the file of this upload.');
}
