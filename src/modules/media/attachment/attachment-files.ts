import type { Readable } from 'node:stream';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import type { EncryptedFiles } from '../../../storage/encrypted-files';
import type { ByteRange } from '../../../storage/file-store';
import { openStoredFile } from '../../files/stored-files';
import { type AddressScope, isMediaInScope } from '../media.policy';
import type { MediaOwner } from '../media-owner';
import type { Attachment, AttachmentFile } from './attachment.entity';

/** The stored file of an attachment, and what the response that sends it says of it. */
export type FoundAttachment = Pick<Attachment, 'fileName' | 'mediaType'> &
  Pick<AttachmentFile, 'id' | 'byteSize' | 'sha256' | 'fileKey'>;

/** The files of attachments. */
export class AttachmentFiles {
  constructor(
    private readonly database: Database,
    private readonly files: EncryptedFiles,
    private readonly owners: readonly MediaOwner[],
  ) {}

  /**
   * Finds a file by its address: the hash of the content, and the name of the file.
   *
   * @param scope what the address shows
   */
  async find(contentHash: string, fileName: string, scope: AddressScope): Promise<FoundAttachment | null> {
    if (!/^[0-9a-f]{64}$/.test(contentHash) || /[\0\p{Surrogate}]/u.test(fileName)) return null;
    const isFound = isMediaInScope(scope, this.owners, 'attachment', 'm');
    const [found] = await this.database.read.query<FoundAttachment>(sql`
      SELECT m.file_name, m.media_type, f.id, f.byte_size, f.sha256, f.file_key
      FROM attachment m JOIN attachment_file f ON f.attachment_id = m.id
      WHERE m.content_hash = ${contentHash} AND m.file_name = ${fileName} AND ${isFound}
      ORDER BY m.id LIMIT 1`);
    return found ?? null;
  }

  /** @param signal ends the wait for the file store */
  read({ id, fileKey }: FoundAttachment, range: ByteRange, signal: AbortSignal): Promise<Readable> {
    const row = { table: 'attachment_file', id, fileKey };
    return openStoredFile(this.database.read, row, (key) => this.files.read(key, range, signal));
  }
}
