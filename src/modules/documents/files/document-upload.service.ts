import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { applyInput, emptyContent } from '../../../core/fields/content';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import type { MutationRunner, UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/sql/advisory-lock';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { ConflictError } from '../../../errors';
import { assertFileType } from '../../../storage/media-type';
import { Activity } from '../../catalogue/activity/activity.entity';
import { publishableActivity } from '../../catalogue/activity/activity.fields';
import { checkFileName, type NewTicket, newTicket, uploadUrlOf } from '../../files/upload-ticket';
import { PublicationState } from '../../publishing/publication.entity';
import { createPublishable, lockForUpdate } from '../../publishing/publishable-changes';
import { inState } from '../../publishing/transition/transitions';
import { MAX_DOCUMENTS, RestrictedDocument } from '../document/restricted-document.entity';
import { lastPosition, publishableRestrictedDocument } from '../document/restricted-document.fields';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { assertReplacesCurrent } from './document-upload.access';
import { DocumentUpload } from './document-upload.entity';
import type {
  CreateRestrictedDocumentInput,
  ReplaceRestrictedDocumentFileInput,
  UploadPayload,
} from './document-upload.input';

/** Creates upload tickets for the files of documents. */
export class DocumentUploads {
  constructor(
    private readonly database: Database,
    private readonly mutations: MutationRunner,
  ) {}

  /**
   * Adds a published document to an activity, after its other documents, and creates an upload ticket for its file. A
   * repeat with the same `clientMutationId` returns the same document and another ticket, because the token of the
   * first one is not stored.
   *
   * @throws NotFoundError if the activity does not exist or is not visible, ForbiddenError if it is not editable
   * @throws ConflictError if the activity already has 500 documents
   * @throws InvalidInputError with all problems of the input
   */
  async createDocument(context: RequestContext, input: CreateRestrictedDocumentInput): Promise<UploadPayload> {
    const activityId = getKey(input.activityId, Activity.name, 'input.activityId');
    const ticket = { ...newTicket(context, input.fileName), replacesVersion: 0 };
    const documentId = await this.mutations.run(
      context,
      { mutation: 'createRestrictedDocument', input },
      async (unit) => ({ id: await addDocument(unit, activityId, input) }),
      (unit, id) => saveTicket(unit, id, ticket),
    );
    return payloadOf(context, documentId, ticket);
  }

  /**
   * Creates an upload ticket for the next file of a document. The document keeps its current file until the upload is
   * complete.
   *
   * @throws NotFoundError if the document does not exist or is not visible, ForbiddenError if it is not editable
   * @throws ConflictError if the document has another file than the one to replace
   * @throws InvalidInputError if the name of the file is not acceptable
   */
  async replaceFile(context: RequestContext, input: ReplaceRestrictedDocumentFileInput): Promise<UploadPayload> {
    const documentId = getKey(input.restrictedDocumentId, RestrictedDocument.name, 'input.restrictedDocumentId');
    const problems = new Problems();
    checkFileName(problems, input.fileName, assertFileType);
    problems.assertNone();
    const replacesVersion = input.contentVersion === undefined ? null : (input.contentVersion ?? 0);
    const ticket = { ...newTicket(context, input.fileName), replacesVersion };
    const { viewer, now } = context;
    await this.mutations.commit({ viewer, now }, async (unit) => {
      await saveTicket(unit, documentId, ticket);
      const { contentVersion } = await unit.manager.findOneByOrFail(RestrictedDocument, { id: documentId });
      assertReplacesCurrent({ replacesVersion, currentVersion: contentVersion ?? 0 });
    });
    context.loaders.clear();
    return payloadOf(context, documentId, ticket);
  }

  /** Deletes upload tickets that have expired, except those whose upload is in progress. */
  async deleteExpired(now: string): Promise<void> {
    await this.database.write((manager) =>
      executeSql(manager, sql`DELETE FROM document_upload WHERE expires_at <= ${now} AND file_key IS NULL`),
    );
  }
}

/** A new upload ticket of a document. */
interface DocumentTicket extends NewTicket {
  readonly replacesVersion: number | null;
}

async function saveTicket(
  unit: UnitOfWork,
  documentId: number,
  { row, replacesVersion }: DocumentTicket,
): Promise<void> {
  await lockForUpdate(unit, publishableRestrictedDocument, documentId);
  await unit.manager.insert(DocumentUpload, { ...row, documentId, replacesVersion });
}

async function payloadOf(context: RequestContext, documentId: number, ticket: NewTicket): Promise<UploadPayload> {
  return {
    restrictedDocument: await getChangedItem(context.loaders, restrictedDocumentById, documentId),
    ...uploadUrlOf(context, '/documents/uploads', ticket),
  };
}

async function addDocument(
  unit: UnitOfWork,
  activityId: number,
  { title, originalLocale, fileName }: CreateRestrictedDocumentInput,
): Promise<number> {
  await takeAdvisoryLock(unit.manager, 'documentPositions');
  await lockForUpdate(unit, publishableActivity, activityId);
  await assertBelowLimit(unit.manager, activityId);
  const { slug: activity } = await unit.manager.findOneByOrFail(Activity, { id: activityId });
  const position = (await lastPosition(unit.manager, activityId)) + 1;
  const status = inState(PublicationState.PUBLISHED);
  const problems = new Problems();
  checkFileName(problems, fileName, assertFileType);
  const fields = publishableRestrictedDocument.content;
  const content = applyInput(fields, emptyContent(fields), {
    activity,
    title,
    position,
    originalLocale,
  });
  return createPublishable(unit, publishableRestrictedDocument, { content, status }, problems);
}

async function assertBelowLimit(manager: EntityManager, activityId: number): Promise<void> {
  if ((await manager.countBy(RestrictedDocument, { activityId })) < MAX_DOCUMENTS) return;
  throw new ConflictError(`An activity can have at most ${MAX_DOCUMENTS} documents, including those in the trash`);
}
