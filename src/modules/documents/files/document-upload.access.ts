import sql from 'sql-template-tag';
import type { Database } from '../../../database/database';
import type { Clock } from '../../../core/time';
import type { Viewer } from '../../../core/access/viewer';
import type { Credentials } from '../../identity/credentials';
import { isDocumentManageable } from '../restricted-document.policy';
import { parseBearer } from './document-content.bearer';
import type { DocumentUpload } from './document-upload.entity';
import { ConflictError } from '../../../errors';

/** Whether an address of an upload takes something now, which is asked as it is when the address is given. */
export class UploadAccess {
  constructor(
    private readonly database: Database,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {}

  /** Whom the address was given to; null: the session or key is no more, or may not edit the document any more. */
  async editorOf({ documentId, madeFor }: Pick<DocumentUpload, 'documentId' | 'madeFor'>): Promise<Viewer | null> {
    const credential = parseBearer(madeFor)?.credential ?? null;
    const viewer = credential && (await this.credentials.findById(credential, this.clock().toISOString()));
    if (viewer === null) return null;
    const edited = await this.database.read.query(sql`
      SELECT d.id
      FROM restricted_document d JOIN activity a ON a.id = d.activity_id
      WHERE d.id = ${documentId} AND ${isDocumentManageable(viewer, 'd', 'a')}`);
    return edited.length > 0 ? viewer : null;
  }
}

/** Versions of content, of which 0 is that of a document without any. */
interface ReplacedFile {
  /** The one that a file is to take the place of; null: whichever there is. */
  readonly replacesVersion: number | null;
  readonly currentVersion: number;
}

/** @throws ConflictError when a document has another file than the one that is to be replaced; it tells the current version */
export function assertReplaced({ replacesVersion, currentVersion }: ReplacedFile): void {
  if (replacesVersion === null || replacesVersion === currentVersion) return;
  throw new ConflictError(`Its file has changed since: the version of its content is ${currentVersion}`, {
    version: currentVersion,
  });
}
