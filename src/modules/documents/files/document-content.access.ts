import { oneByKey } from '../../../core/access/loader';
import { createRequestContext, type RequestFacts, rowsOf } from '../../../core/access/request-context';
import { anonymous, type PresentedGrant, type Viewer } from '../../../core/access/viewer';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import type { LinkHolder } from '../../files/link-holder';
import type { Credentials } from '../../identity/credentials';
import { DocumentAccessReason, DocumentAccessState } from '../document/document-access';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { accessTo, grantTo } from '../document/restricted-document.policy';
import type { Grants } from '../unlocking/grants';
import type { ContentLink } from './content-link';
import { DocumentContentVersion } from './document-content-version.entity';

/** The content of a document that is unlocked for a viewer at this moment. */
export interface UnlockedContent {
  readonly content: DocumentContentVersion;
  readonly viewer: Viewer;
  /** The grant that unlocks the document; null if the viewer's role unlocks it. */
  readonly grant: PresentedGrant | null;
}

/** Checks the rights of the holder of a download link, by the same policy as the field `content`. */
export class ContentAccess {
  constructor(
    private readonly database: Database,
    private readonly credentials: Credentials,
    private readonly grants: Grants,
    private readonly clock: Clock,
  ) {}

  /** Returns the content that the link opens now, or null if it opens nothing. */
  async find({ holder, documentId }: ContentLink, facts: RequestFacts): Promise<UnlockedContent | null> {
    const now = this.clock().toISOString();
    const viewer = await this.findViewer(holder, now);
    if (viewer === null) return null;
    // `origin` may be a getter, which a spread leaves out.
    const context = createRequestContext({ ...facts, origin: facts.origin, now }, this.database.read, viewer);
    const document = await context.loaders.load(restrictedDocumentById, documentId);
    if (document === null) return null;
    const { state, reason } = accessTo(document, viewer);
    if (state !== DocumentAccessState.UNLOCKED) return null;
    const content = await context.loaders.load(contentByUnlockedDocumentId, documentId);
    const grant = reason === DocumentAccessReason.ROLE ? null : grantTo(document, viewer);
    return content && { content, viewer, grant };
  }

  /** Returns null if the session, the API key or the grant has ended. */
  private async findViewer({ credential, grantId }: LinkHolder, now: string): Promise<Viewer | null> {
    const viewer = credential === null ? anonymous : await this.credentials.findById(credential, now);
    if (viewer === null || grantId === null) return viewer;
    const grant = await this.grants.findById(grantId, viewer, now);
    return grant && { ...viewer, grants: [grant] };
  }
}

/** The current content of documents. The caller has checked with `accessTo` that each document is unlocked. */
export const contentByUnlockedDocumentId = oneByKey<number, DocumentContentVersion>(
  async (ids, context) => {
    const mapper = rowsOf(context, DocumentContentVersion, 'c');
    const rows = await context.read.query(sql`
      SELECT ${mapper.columns}
      FROM document_content_version c
      JOIN restricted_document d ON d.id = c.document_id AND d.content_version = c.version
      WHERE ${context.read.isIn(sql`d.id`, ids)}`);
    return rows.map((row) => mapper.get(row));
  },
  ({ documentId }) => documentId,
);
