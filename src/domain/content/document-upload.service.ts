import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { lock } from '../../database/lock';
import { BadUserInputError, NotFoundError } from '../../errors';
import { getKey } from '../../graphql/types/global-id';
import { assertFileName } from '../../storage/file-name';
import { FileRefusedError } from '../../storage/storage-errors';
import type { RequestContext } from '../access/request-context';
import { hourMs, later } from '../access/time';
import { createToken, hashToken } from '../access/token';
import { getEditedActivity } from '../activity/activity.service';
import type { Unit } from '../authoring/authored';
import { createIn, type Authoring } from '../authoring/authoring';
import { authoredRestrictedDocument, lastPosition } from '../document/restricted-document.authored';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { assertEdited } from '../document/restricted-document.policy';
import { PublicationState } from '../publication/publication.entity';
import { bearerText } from './document-content.bearer';
import { DocumentUpload } from './document-upload.entity';
import type { CreateRestrictedDocumentInput, ReplaceRestrictedDocumentFileInput } from './document-upload.input';
import type { UploadPayload } from './document-upload.payload';

/** How long an upload may begin after its address was given. */
const uploadLifetimeMs = hourMs;

/** Gives leave to upload the files of documents, to those who may edit them. */
export class DocumentUploads {
  constructor(
    private readonly database: Database,
    private readonly authoring: Authoring,
  ) {}

  /**
   * Adds a document to an activity, after those that it has. It is seen by whoever sees the activity. A repeat under the
   * same `clientMutationId` gives the same document, and another address: what the first one was is kept nowhere.
   *
   * @throws NotFoundError when the viewer sees no such activity; ForbiddenError when it may not edit it
   * @throws BadUserInputError, InvalidInputError
   */
  async createDocument(context: RequestContext, input: CreateRestrictedDocumentInput): Promise<UploadPayload> {
    checkFileName(input.fileName);
    const { slug } = await getEditedActivity(context, input.activityId, 'input.activityId');
    let leave: Leave | null = null;
    const call = { mutation: 'createRestrictedDocument', input };
    const id = await this.authoring.perform(context, call, async (unit) => {
      const made = await addDocument(unit, slug, input.title.trim());
      leave = await leaveUpload(unit.manager, context, made, input.fileName);
      return { id: made };
    });
    leave ??= await this.database.write((manager) => leaveUpload(manager, context, id, input.fileName));
    return answer(context, id, leave);
  }

  /**
   * Gives leave to upload the next version of a document's file. Until it is complete, the document has the one before.
   *
   * @throws NotFoundError when the viewer sees no such document; ForbiddenError when it may not edit it
   * @throws BadUserInputError
   */
  async replaceFile(context: RequestContext, input: ReplaceRestrictedDocumentFileInput): Promise<UploadPayload> {
    const documentId = getKey(input.restrictedDocumentId, RestrictedDocument.name, 'input.restrictedDocumentId');
    checkFileName(input.fileName);
    const document = await context.loaders.load(restrictedDocumentById, documentId);
    if (document === null) throw new NotFoundError('There is no such document');
    assertEdited(document);
    const leave = await this.database.write((manager) => leaveUpload(manager, context, documentId, input.fileName));
    context.loaders.forget();
    return answer(context, documentId, leave);
  }

  /** Removes what uploads leave whose time is over, and that bring nothing now. */
  async forgetEnded(now: string): Promise<void> {
    await this.database.write((manager) =>
      manager
        .createQueryBuilder()
        .delete()
        .from(DocumentUpload)
        .where('expires_at <= :now AND file_key IS NULL', { now })
        .execute(),
    );
  }
}

/** What whoever may upload a file is told. */
interface Leave {
  readonly token: string;
  readonly expiresAt: string;
}

async function leaveUpload(
  manager: EntityManager,
  { now, viewer: { credential } }: RequestContext,
  documentId: number,
  fileName: string,
): Promise<Leave> {
  const token = createToken('upload');
  const expiresAt = later(now, uploadLifetimeMs);
  await manager.insert(DocumentUpload, {
    tokenHash: hashToken(token),
    documentId,
    fileName,
    madeFor: bearerText({ credential, grantId: null }),
    expiresAt,
    fileKey: null,
    completedAt: null,
  });
  return { token, expiresAt };
}

async function answer(
  { loaders, origin }: RequestContext,
  documentId: number,
  { token, expiresAt }: Leave,
): Promise<UploadPayload> {
  return {
    restrictedDocument: (await loaders.load(restrictedDocumentById, documentId))!,
    uploadUrl: new URL(`/documents/uploads?token=${token}`, origin).href,
    uploadUrlExpiresAt: expiresAt,
  };
}

async function addDocument(unit: Unit, activity: string, title: string): Promise<number> {
  await lock(unit.manager, 'documentPositions');
  const position = (await lastPosition(unit.manager, activity)) + 1;
  const standing = { state: PublicationState.PUBLISHED, publishAt: null, deletedAt: null };
  return createIn(unit, authoredRestrictedDocument, { content: { activity, title, position }, standing });
}

function checkFileName(fileName: string): void {
  try {
    assertFileName(fileName);
  } catch (error) {
    throw error instanceof FileRefusedError ? new BadUserInputError(error.message, 'input.fileName') : error;
  }
}
