import { type EntityManager, IsNull } from 'typeorm';
import type { Viewer } from '../../../core/access/viewer';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { withoutPublicRevision } from '../../../database/revisions/public-revision';
import { sql } from '../../../database/sql/sql';
import { ConflictError } from '../../../errors';
import type { StoredFile } from '../../files/file-ingest';
import type { FileLeases } from '../../files/file-leases';
import type { IssuedUpload, UploadTarget } from '../../files/upload-receiver';
import type { MediaUploadAccess } from '../media-upload.access';
import { Attachment, AttachmentFile, AttachmentUpload } from './attachment.entity';

interface IssuedAttachmentUpload extends IssuedUpload {
  readonly attachmentId: number;
  readonly contentHash: string | null;
}

/** The file that the attachment now has. */
type ReceivedAttachment = Pick<StoredFile, 'mediaType' | 'byteSize' | 'sha256'>;

/** Makes uploaded files the files of attachments, as they are. */
export class AttachmentUploadTarget implements UploadTarget<IssuedAttachmentUpload, ReceivedAttachment> {
  readonly tickets = AttachmentUpload;
  readonly maxBytes: number;

  constructor(
    private readonly database: Database,
    private readonly leases: FileLeases,
    private readonly access: MediaUploadAccess,
    private readonly options: { readonly maxUploadBytes: number; readonly clock: Clock },
  ) {
    this.maxBytes = options.maxUploadBytes;
  }

  async find(tokenHash: string, now: string): Promise<IssuedAttachmentUpload | null> {
    const [upload] = await this.database.read.query<IssuedAttachmentUpload>(sql`
      SELECT u.id, u.attachment_id, u.file_name, u.holder, u.file_key, u.completed_at, f.content_hash
      FROM attachment_upload u JOIN attachment f ON f.id = u.attachment_id
      WHERE u.token_hash = ${tokenHash} AND u.expires_at > ${now}`);
    return upload ?? null;
  }

  findEditor({ attachmentId, holder }: IssuedAttachmentUpload, manager?: EntityManager): Promise<Viewer | null> {
    return this.access.findEditor('attachment', attachmentId, holder, manager);
  }

  assertCurrent({ contentHash }: IssuedAttachmentUpload): void {
    if (contentHash !== null) throw alreadyUploaded();
  }

  finish(
    { attachmentId }: IssuedAttachmentUpload,
    file: StoredFile,
    _editor: Viewer,
    write: Database['write'],
  ): Promise<ReceivedAttachment> {
    const { mediaType, byteSize, sha256, fileKey, keyId } = file;
    return write(async (manager) => {
      const changes = { contentHash: sha256, byteSize, updatedAt: this.options.clock().toISOString() };
      // Items offer only attachments that have their file.
      const { affected } = await withoutPublicRevision(manager, () =>
        manager.update(Attachment, { id: attachmentId, contentHash: IsNull() }, changes),
      );
      if (affected !== 1) throw alreadyUploaded();
      await this.leases.release(manager, fileKey);
      await manager.insert(AttachmentFile, { attachmentId, byteSize, sha256, fileKey, keyId });
      return { mediaType, byteSize, sha256 };
    });
  }
}

function alreadyUploaded(): ConflictError {
  return new ConflictError('The attachment has its file already: create another attachment for another file');
}
