import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../core/access/viewer';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import type { StoredFile } from '../../files/file-ingest';
import type { FileLeases } from '../../files/file-leases';
import type { IssuedUpload, UploadTarget } from '../../files/upload-receiver';
import { addContentVersion } from './document-content.storing';
import { assertReplacesCurrent, type UploadAccess } from './document-upload.access';
import { DocumentUpload } from './document-upload.entity';

interface IssuedDocumentUpload extends IssuedUpload {
  readonly documentId: number;
  readonly replacesVersion: number | null;
  readonly currentVersion: number;
}

/** The stored file, and the number of the version that it has become. */
interface ReceivedFile {
  readonly version: number;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** Makes uploaded files the next versions of the contents of documents. */
export class DocumentUploadTarget implements UploadTarget<IssuedDocumentUpload, ReceivedFile> {
  readonly tickets = DocumentUpload;
  readonly maxBytes: number;

  constructor(
    private readonly database: Database,
    private readonly leases: FileLeases,
    private readonly access: UploadAccess,
    private readonly options: { readonly maxUploadBytes: number; readonly clock: Clock },
  ) {
    this.maxBytes = options.maxUploadBytes;
  }

  async find(tokenHash: string, now: string): Promise<IssuedDocumentUpload | null> {
    const [upload] = await this.database.read.query<IssuedDocumentUpload>(sql`
      SELECT u.id, u.document_id, u.file_name, u.replaces_version, u.holder, u.file_key, u.completed_at,
        COALESCE(d.content_version, 0) AS current_version
      FROM document_upload u JOIN restricted_document d ON d.id = u.document_id
      WHERE u.token_hash = ${tokenHash} AND u.expires_at > ${now}`);
    return upload ?? null;
  }

  findEditor(upload: IssuedDocumentUpload, manager?: EntityManager): Promise<Viewer | null> {
    return this.access.findEditor(upload, manager);
  }

  assertCurrent(upload: IssuedDocumentUpload): void {
    assertReplacesCurrent(upload);
  }

  finish(
    { documentId, replacesVersion }: IssuedDocumentUpload,
    file: StoredFile,
    { accountId }: Viewer,
    write: Database['write'],
  ): Promise<ReceivedFile> {
    return write(async (manager) => {
      const upload = { uploadedAt: this.options.clock().toISOString(), uploadedById: accountId };
      const version = await addContentVersion(this.leases, manager, documentId, file, upload);
      // The document's row is locked now, so the version before is the one that the file replaces.
      assertReplacesCurrent({ replacesVersion, currentVersion: version - 1 });
      const { mediaType, byteSize, sha256 } = file;
      return { version, mediaType, byteSize, sha256 };
    });
  }
}
