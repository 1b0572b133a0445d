import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/lock';
import { getKey } from '../../../core/types/global-id';
import { assertFileName } from '../../../storage/file-name';
import { FileRefusedError } from '../../../storage/storage-errors';
import type { RequestContext } from '../../../core/access/request-context';
import { HOUR_MS, later } from '../../../core/time';
import { createToken, hashToken } from '../../../core/access/token';
import { publishableActivity } from '../../catalogue/activity/activity.authored';
import { Activity } from '../../catalogue/activity/activity.entity';
import { createPublishable, lockForUpdate } from '../../publishing/publishing.service';
import { getChangedItem } from '../../../core/mutations/changed';
import type { MutationRunner, UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { publishableRestrictedDocument, lastPosition } from '../restricted-document.authored';
import { RestrictedDocument } from '../restricted-document.entity';
import { restrictedDocumentById } from '../restricted-document.loaders';
import { PublicationState } from '../../publishing/publication.entity';
import { bearerText } from './document-content.bearer';
import { DocumentUpload } from './document-upload.entity';
import type {
  CreateRestrictedDocumentInput,
  ReplaceRestrictedDocumentFileInput,
  UploadPayload,
} from './document-upload.input';
import { assertReplaced } from './document-upload.access';

/** How long an upload may begin after its address was given. */
const uploadLifetimeMs = HOUR_MS;

/** Gives leave to upload the files of documents, to those who may edit them. */
export class DocumentUploads {
  constructor(
    private readonly database: Database,
    private readonly mutations: MutationRunner,
  ) {}

  /**
   * Adds a document to an activity, after those that it has. It is seen by whoever sees the activity. A repeat under the
   * same `clientMutationId` gives the same document, and another address: what the first one was is kept nowhere.
   *
   * @throws NotFoundError when the viewer sees no such activity; ForbiddenError when it may not edit it
   * @throws InvalidInputError naming all that is wrong
   */
  async createDocument(context: RequestContext, input: CreateRestrictedDocumentInput): Promise<UploadPayload> {
    const activityId = getKey(input.activityId, Activity.name, 'input.activityId');
    const leave = newLeave(context, input.fileName, 0);
    const documentId = await this.mutations.run(
      context,
      { mutation: 'createRestrictedDocument', input },
      async (unit) => ({ id: await addDocument(unit, activityId, input) }),
      (unit, id) => keepLeave(unit, id, leave),
    );
    return answer(context, documentId, leave);
  }

  /**
   * Gives leave to upload the next version of a document's file. Until it is complete, the document has the one before.
   *
   * @throws NotFoundError when the viewer sees no such document; ForbiddenError when it may not edit it
   * @throws ConflictError when it has another file than the one that is to be replaced
   * @throws InvalidInputError when the file cannot have that name
   */
  async replaceFile(context: RequestContext, input: ReplaceRestrictedDocumentFileInput): Promise<UploadPayload> {
    const documentId = getKey(input.restrictedDocumentId, RestrictedDocument.name, 'input.restrictedDocumentId');
    const problems = new Problems();
    checkFileName(problems, input.fileName);
    problems.assertNone();
    const replacesVersion = input.contentVersion === undefined ? null : (input.contentVersion ?? 0);
    const leave = newLeave(context, input.fileName, replacesVersion);
    const { viewer, now } = context;
    await this.database.writeWithRetries(async (manager) => {
      await keepLeave({ manager, viewer, now }, documentId, leave);
      const { contentVersion } = await manager.findOneByOrFail(RestrictedDocument, { id: documentId });
      assertReplaced({ replacesVersion, currentVersion: contentVersion ?? 0 });
    });
    context.loaders.clear();
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

/** What whoever may upload a file is told; and what is kept of it, with the token's digest. */
interface Leave {
  readonly token: string;
  readonly expiresAt: string;
  readonly fileName: string;
  readonly replacesVersion: number | null;
  readonly madeFor: string;
}

function newLeave(
  { now, viewer: { credential } }: RequestContext,
  fileName: string,
  replacesVersion: number | null,
): Leave {
  return {
    token: createToken('upload'),
    expiresAt: later(now, uploadLifetimeMs),
    fileName,
    replacesVersion,
    madeFor: bearerText({ credential, grantId: null }),
  };
}

async function keepLeave(unit: UnitOfWork, documentId: number, { token, ...leave }: Leave): Promise<void> {
  await lockForUpdate(unit, publishableRestrictedDocument, documentId);
  const upload = { ...leave, tokenHash: hashToken(token), documentId, fileKey: null, completedAt: null };
  await unit.manager.insert(DocumentUpload, upload);
}

async function answer(
  { loaders, origin }: RequestContext,
  documentId: number,
  { token, expiresAt }: Leave,
): Promise<UploadPayload> {
  return {
    restrictedDocument: await getChangedItem(loaders, restrictedDocumentById, documentId),
    uploadUrl: new URL(`/documents/uploads?token=${token}`, origin).href,
    uploadUrlExpiresAt: expiresAt,
  };
}

async function addDocument(
  unit: UnitOfWork,
  activityId: number,
  { title, fileName }: CreateRestrictedDocumentInput,
): Promise<number> {
  await takeAdvisoryLock(unit.manager, 'documentPositions');
  await lockForUpdate(unit, publishableActivity, activityId);
  const { slug: activity } = await unit.manager.findOneByOrFail(Activity, { id: activityId });
  const position = (await lastPosition(unit.manager, activity)) + 1;
  const status = { state: PublicationState.PUBLISHED, publishAt: null, deletedAt: null };
  const problems = new Problems();
  checkFileName(problems, fileName);
  const content = { activity, title: title.trim(), position };
  return createPublishable(unit, publishableRestrictedDocument, { content, status }, problems);
}

function checkFileName(problems: Problems, fileName: string): void {
  try {
    assertFileName(fileName);
  } catch (error) {
    if (!(error instanceof FileRefusedError)) throw error;
    problems.add('input.fileName', fileName.trim() === '' ? 'REQUIRED' : 'INVALID', error.message);
  }
}
