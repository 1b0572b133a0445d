import sql, { type Sql } from 'sql-template-tag';
import type { Viewer } from '../access/viewer';
import { isActivitySeen } from '../activity/activity.policy';
import { isPublicationSeen } from '../publication/publication.policy';
import { DocumentAccessReason, DocumentAccessState, type DocumentAccess } from './document-access';
import type { RestrictedDocument } from './restricted-document.entity';

/** Which documents the viewer knows of, as a condition on documents and their activities under these aliases. */
export function isDocumentSeen(viewer: Viewer, document: string, activity: string): Sql {
  return sql`${isPublicationSeen(viewer, document)} AND ${isActivitySeen(viewer, activity)}`;
}

/** Nothing unlocks a document yet, so each is locked; the reason says whether there is anything to unlock. */
export function accessTo({ contentVersion }: Pick<RestrictedDocument, 'contentVersion'>): DocumentAccess {
  return {
    state: DocumentAccessState.LOCKED,
    reason: contentVersion === null ? DocumentAccessReason.NO_CONTENT : DocumentAccessReason.PASSWORD_REQUIRED,
    expiresAt: null,
  };
}
