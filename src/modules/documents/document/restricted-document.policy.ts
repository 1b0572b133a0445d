import { Role } from '../../../core/access/role';
import { hasRole, type PresentedGrant, type Viewer } from '../../../core/access/viewer';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { ForbiddenError } from '../../../errors';
import {
  holdsRoleForActivity,
  isActivityEditable,
  isActivityVisible,
  isActivityVisibleWithoutPreview,
} from '../../catalogue/activity/activity.policy';
import { isPublicationVisible } from '../../publishing/publication.policy';
import { type DocumentAccess, DocumentAccessReason, DocumentAccessState } from './document-access';
import type { RestrictedDocument } from './restricted-document.entity';

/**
 * Documents that are visible to the viewer, as a condition on the tables with these aliases. Only editors see a document
 * whose file has not been uploaded yet.
 */
export function isDocumentVisible(viewer: Viewer, document: string, activity: string): Sql {
  const isEditable = isDocumentEditable(viewer, activity);
  const isPublished = isPublicationVisible(viewer, document, isEditable);
  const hasFile = sql`${raw(document)}.content_version IS NOT NULL`;
  const isComplete = hasRole(viewer, Role.EDITOR) ? sql`(${hasFile} OR ${isEditable})` : hasFile;
  return sql`${isPublished} AND ${isComplete} AND ${isActivityVisible(viewer, activity)}`;
}

/** Documents that the viewer may edit if they are visible to it: those of activities that it may edit. */
export function isDocumentEditable(viewer: Viewer, activity: string): Sql {
  return isActivityEditable(viewer, activity);
}

/**
 * Documents whose access codes and log the viewer reads, and whose files it uploads: those that are visible and
 * editable. So a document in the trash, or of an activity in the trash, is never manageable.
 */
export function isDocumentManageable(viewer: Viewer, document: string, activity: string): Sql {
  return sql`${isDocumentVisible(viewer, document, activity)} AND ${isDocumentEditable(viewer, activity)}`;
}

/** Log entries that are visible to the viewer: those of documents that it may manage. */
export function isEventVisible(viewer: Viewer, event: string): Sql {
  return sql`EXISTS (
    SELECT 1 FROM restricted_document d JOIN activity a ON a.id = d.activity_id
    WHERE d.id = ${raw(event)}.document_id AND ${isDocumentManageable(viewer, 'd', 'a')})`;
}

/** Documents that a role or a grant may unlock. A preview makes the documents of a draft visible, but unlocks none. */
export function isDocumentOpenable(viewer: Viewer, activity: string): Sql {
  return isActivityVisibleWithoutPreview(viewer, activity);
}

/** Documents that the viewer's role unlocks: members open those of their network's activities, or all if unbound. */
export function isOpenedByRole(viewer: Viewer, activity: string): Sql {
  return holdsRoleForActivity(viewer, Role.MEMBER, activity);
}

/** A document with the conditions that the loaders evaluated for the viewer. */
type LoadedDocument = Pick<
  RestrictedDocument,
  'id' | 'activityId' | 'contentVersion' | 'isOpenable' | 'isOpenedByRole'
>;

type Access = Omit<DocumentAccess, 'document'>;

/** The access of the viewer to a visible document, with its reason. GraphQL and downloads both use this one rule. */
export function accessTo(document: LoadedDocument, viewer: Viewer): Access {
  const grant = grantTo(document, viewer);
  if (document.contentVersion === null) return locked(DocumentAccessReason.NO_CONTENT);
  if (!document.isOpenable) return locked(DocumentAccessReason.PASSWORD_REQUIRED);
  if (document.isOpenedByRole) return unlocked(DocumentAccessReason.ROLE, null);
  if (grant === null) return locked(DocumentAccessReason.PASSWORD_REQUIRED);
  if (grant.state !== 'VALID') return locked(DocumentAccessReason[grant.state]);
  return unlocked(DocumentAccessReason.UNLOCKED_BY_PASSWORD, grant.expiresAt);
}

/**
 * The presented grant that decides about a document: the valid one that expires last, or else the latest of the others.
 */
export function grantTo({ id, activityId }: LoadedDocument, { grants }: Viewer): PresentedGrant | null {
  const covering = grants.filter((grant) => grant.documentId === id || grant.activityId === activityId);
  const valid = covering.filter(({ state }) => state === 'VALID');
  const counting = valid.length > 0 ? valid : covering;
  return counting.reduce<PresentedGrant | null>(
    (last, grant) => (last === null || grant.expiresAt > last.expiresAt ? grant : last),
    null,
  );
}

/**
 * Guards the fields of a document that only its editors may read.
 *
 * @throws ForbiddenError if the viewer may not edit the document
 */
export function assertEditable({ isEditable }: Pick<RestrictedDocument, 'isEditable'>): void {
  if (!isEditable) throw new ForbiddenError('Only editors of the document may read this field');
}

function locked(reason: DocumentAccessReason): Access {
  return { state: DocumentAccessState.LOCKED, reason, expiresAt: null };
}

function unlocked(reason: DocumentAccessReason, expiresAt: string | null): Access {
  return { state: DocumentAccessState.UNLOCKED, reason, expiresAt };
}
