import sql, { raw, type Sql } from 'sql-template-tag';
import { ForbiddenError } from '../../errors';
import { Role } from '../../core/access/role';
import type { PresentedGrant, Viewer } from '../../core/access/viewer';
import {
  holdsRoleForActivity,
  isActivityEditable,
  isActivityVisible,
  isActivityVisibleWithoutPreview,
} from '../catalogue/activity/activity.policy';
import { isPublicationVisible } from '../publishing/publication.policy';
import { DocumentAccessReason, DocumentAccessState, type DocumentAccess } from './document-access';
import type { RestrictedDocument } from './restricted-document.entity';

/** Which documents the viewer knows of, as a condition on documents and their activities under these aliases. */
export function isDocumentVisible(viewer: Viewer, document: string, activity: string): Sql {
  return sql`${isPublicationVisible(viewer, document, isDocumentEditable(viewer, activity))} AND ${isActivityVisible(viewer, activity)}`;
}

/** Which documents the viewer may edit, if it sees them: those of activities that it may edit. */
export function isDocumentEditable(viewer: Viewer, activity: string): Sql {
  return isActivityEditable(viewer, activity);
}

/**
 * Which documents the viewer keeps: reads the codes and the log of, and uploads the files of. Those that it sees and may
 * edit, and so none in the trash, be it there by itself or with its activity.
 */
export function isDocumentManageable(viewer: Viewer, document: string, activity: string): Sql {
  return sql`${isDocumentVisible(viewer, document, activity)} AND ${isDocumentEditable(viewer, activity)}`;
}

/** Which entries of the log the viewer reads: those on documents that it keeps. */
export function isEventVisible(viewer: Viewer, event: string): Sql {
  return sql`EXISTS (
    SELECT 1 FROM restricted_document d JOIN activity a ON a.id = d.activity_id
    WHERE d.id = ${raw(event)}.document_id AND ${isDocumentManageable(viewer, 'd', 'a')})`;
}

/** Which documents the viewer may open at all: a preview shows those of a draft, and opens none. */
export function isDocumentOpenable(viewer: Viewer, activity: string): Sql {
  return isActivityVisibleWithoutPreview(viewer, activity);
}

/** Which of them the viewer opens without a password: members those of their network's activities, or all. */
export function isOpenedByRole(viewer: Viewer, activity: string): Sql {
  return holdsRoleForActivity(viewer, Role.MEMBER, activity);
}

/** A document as it was read for the viewer. */
type ReadDocument = Pick<RestrictedDocument, 'id' | 'activityId' | 'contentVersion' | 'isOpenable' | 'opensByRole'>;

/** Whether the viewer may open a document that it sees, and why: the one rule for metadata and bytes. */
export function accessTo(document: ReadDocument, viewer: Viewer): DocumentAccess {
  const grant = grantTo(document, viewer);
  if (document.contentVersion === null) return locked(DocumentAccessReason.NO_CONTENT);
  if (!document.isOpenable) return locked(DocumentAccessReason.PASSWORD_REQUIRED);
  if (document.opensByRole) return unlocked(DocumentAccessReason.ROLE, null);
  if (grant === null) return locked(DocumentAccessReason.PASSWORD_REQUIRED);
  if (grant.state !== 'VALID') return locked(DocumentAccessReason[grant.state]);
  return unlocked(DocumentAccessReason.UNLOCKED_BY_PASSWORD, grant.expiresAt);
}

/** The presented grant that counts for a document: the valid one that ends last, or the latest of those that ended. */
export function grantTo({ id, activityId }: ReadDocument, { grants }: Viewer): PresentedGrant | null {
  const covering = grants.filter((grant) => grant.documentId === id || grant.activityId === activityId);
  const valid = covering.filter(({ state }) => state === 'VALID');
  const counting = valid.length > 0 ? valid : covering;
  return counting.reduce<PresentedGrant | null>(
    (last, grant) => (last === null || grant.expiresAt > last.expiresAt ? grant : last),
    null,
  );
}

/**
 * Stands before what only those who may edit a document are told of it.
 *
 * @throws ForbiddenError
 */
export function assertEditable({ isEditable }: Pick<RestrictedDocument, 'isEditable'>): void {
  if (!isEditable) throw new ForbiddenError('Only those who may edit the document may ask for this');
}

function locked(reason: DocumentAccessReason): DocumentAccess {
  return { state: DocumentAccessState.LOCKED, reason, expiresAt: null };
}

function unlocked(reason: DocumentAccessReason, expiresAt: string | null): DocumentAccess {
  return { state: DocumentAccessState.UNLOCKED, reason, expiresAt };
}
