import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../core/access/viewer';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { queryWithin } from '../../../database/reading/query-within';
import { sql } from '../../../database/sql/sql';
import { ConflictError } from '../../../errors';
import { parseLinkHolder } from '../../files/link-holder';
import type { Credentials } from '../../identity/credentials';
import { isDocumentManageable } from '../document/restricted-document.policy';
import type { DocumentUpload } from './document-upload.entity';

/** Checks the rights of the holder of an upload ticket, by the same policy as when the ticket is created. */
export class UploadAccess {
  constructor(
    private readonly database: Database,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the holder of the ticket, or null if its session or API key has ended or may not edit the document now.
   *
   * @param manager that of the unit of work in which to ask, if any
   */
  async findEditor(
    { documentId, holder }: Pick<DocumentUpload, 'documentId' | 'holder'>,
    manager?: EntityManager,
  ): Promise<Viewer | null> {
    const credential = parseLinkHolder(holder)?.credential ?? null;
    const viewer = credential && (await this.credentials.findById(credential, this.clock().toISOString(), manager));
    if (viewer === null) return null;
    const manageable = await queryWithin(
      manager,
      this.database.read,
      sql`
      SELECT d.id
      FROM restricted_document d JOIN activity a ON a.id = d.activity_id
      WHERE d.id = ${documentId} AND ${isDocumentManageable(viewer, 'd', 'a')}`,
    );
    return manageable.length > 0 ? viewer : null;
  }
}

/** Version numbers of the content of a document; 0 stands for a document without a file. */
interface Replacement {
  /** The version that the new file must replace; null if it may replace any version. */
  readonly replacesVersion: number | null;
  readonly currentVersion: number;
}

/** @throws ConflictError with the current version, if the document has another file than the one to replace */
export function assertReplacesCurrent({ replacesVersion, currentVersion }: Replacement): void {
  if (replacesVersion === null || replacesVersion === currentVersion) return;
  throw new ConflictError(
    `The file was replaced meanwhile: read its content again, whose version is now ${currentVersion}`,
    {
      version: currentVersion,
    },
  );
}
