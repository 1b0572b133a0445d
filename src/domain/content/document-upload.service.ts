import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { lock } from '../../database/lock';
import { BadUserInputError, ForbiddenError, NotFoundError } from '../../errors';
import { getKey } from '../../graphql/types/global-id';
import { assertFileName } from '../../storage/file-name';
import { FileRefusedError } from '../../storage/storage-errors';
import type { RequestContext } from '../access/request-context';
import { hourMs, later } from '../access/time';
import { createToken, hashToken } from '../access/token';
import { Activity } from '../activity/activity.entity';
import { isActivityEdited, isActivitySeen } from '../activity/activity.policy';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { assertEdited } from '../document/restricted-document.policy';
import { Publication, PublicationState } from '../publication/publication.entity';
import { nothingHeld } from './document-upload.claims';
import { DocumentUpload } from './document-upload.entity';
import type { CreateRestrictedDocumentInput, ReplaceRestrictedDocumentFileInput } from './document-upload.input';
import type { UploadPayload } from './document-upload.payload';

/** How long an upload may begin after its address was given. */
const uploadLifetimeMs = hourMs;

/** Characters. */
const longestTitle = 500;

/** Gives leave to upload the files of documents, to those who may edit them. */
export class DocumentUploads {
  constructor(private readonly database: Database) {}

  /**
   * Adds a document to an activity, after those that it has. It is seen by whoever sees the activity.
   *
   * @throws NotFoundError when the viewer sees no such activity; ForbiddenError when it may not edit it
   * @throws BadUserInputError
   */
  async createDocument(context: RequestContext, input: CreateRestrictedDocumentInput): Promise<UploadPayload> {
    const activityId = getKey(input.activityId, Activity.name, 'input.activityId');
    const title = input.title.trim();
    if (title === '' || title.length > longestTitle) {
      throw new BadUserInputError(`A title has from 1 to ${longestTitle} characters`, 'input.title');
    }
    checkFileName(input.fileName);
    await assertActivityEdited(context, activityId);
    return this.leave(context, input.fileName, (manager) => addDocument(manager, context, activityId, title));
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
    return this.leave(context, input.fileName, async () => documentId);
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

  private async leave(
    context: RequestContext,
    fileName: string,
    documentOf: (manager: EntityManager) => Promise<number>,
  ): Promise<UploadPayload> {
    const token = createToken('upload');
    const expiresAt = later(context.now, uploadLifetimeMs);
    const documentId = await this.database.write(async (manager) => {
      const id = await documentOf(manager);
      await manager.insert(DocumentUpload, {
        ...nothingHeld,
        tokenHash: hashToken(token),
        documentId: id,
        fileName,
        createdById: context.viewer.accountId,
        expiresAt,
        completedAt: null,
      });
      return id;
    });
    context.loaders.forget();
    return {
      restrictedDocument: (await context.loaders.load(restrictedDocumentById, documentId))!,
      uploadUrl: new URL(`/documents/uploads?token=${token}`, context.origin).href,
      uploadUrlExpiresAt: expiresAt,
    };
  }
}

async function addDocument(
  manager: EntityManager,
  { viewer }: RequestContext,
  activityId: number,
  title: string,
): Promise<number> {
  await lock(manager, 'documentPositions');
  const last = await manager.maximum(RestrictedDocument, 'position', { activityId });
  const document = await manager.save(
    manager.create(RestrictedDocument, {
      activityId,
      position: (last ?? 0) + 1,
      title,
      contentVersion: null,
      publication: Object.assign(new Publication(), {
        state: PublicationState.PUBLISHED,
        publishAt: null,
        version: 1,
        createdById: viewer.accountId,
        updatedById: viewer.accountId,
      }),
    }),
  );
  return document.id;
}

async function assertActivityEdited({ read, viewer }: RequestContext, activityId: number): Promise<void> {
  const [found] = await read.query<{ is_edited: number }>(sql`
    SELECT CASE WHEN ${isActivityEdited(viewer, 'a')} THEN 1 ELSE 0 END AS is_edited
    FROM activity a
    WHERE a.id = ${activityId} AND ${isActivitySeen(viewer, 'a')}`);
  if (found === undefined) throw new NotFoundError('There is no such activity');
  if (found.is_edited !== 1) throw new ForbiddenError('Only those who may edit the activity may add documents to it');
}

function checkFileName(fileName: string): void {
  try {
    assertFileName(fileName);
  } catch (error) {
    throw error instanceof FileRefusedError ? new BadUserInputError(error.message, 'input.fileName') : error;
  }
}
