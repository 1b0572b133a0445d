import type { RequestContext } from '../../../core/access/request-context';
import { applyInput, checkContent, emptyContent } from '../../../core/fields/content';
import { insertContent, readContent, updateContent } from '../../../core/fields/content-storage';
import { isEqual } from '../../../core/fields/values';
import type { ChangeInput } from '../../../core/mutations/mutation-inputs';
import type { MutationRunner, UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import { withPublicRevision, withoutPublicRevision } from '../../../database/revisions/public-revision';
import { assertFileType, mediaTypeOf } from '../../../storage/media-type';
import type { FileLeases } from '../../files/file-leases';
import { checkFileName, newTicket, type NewTicket } from '../../files/upload-ticket';
import { appendReferrerChanges } from '../../publishing/public-changes';
import { assertMediaUnused, lockMedia, removeMedia } from '../media-items';
import type { MediaOwner } from '../media-owner';
import { Attachment, AttachmentUpload } from './attachment.entity';
import { attachmentContent } from './attachment.fields';
import type { CreateAttachmentInput, UpdateAttachmentInput } from './attachment.input';

interface AttachmentsOptions {
  readonly mutations: MutationRunner;
  readonly leases: FileLeases;
  readonly owners: readonly MediaOwner[];
}

/** Creates, changes and deletes attachments. */
export class Attachments {
  constructor(private readonly options: AttachmentsOptions) {}

  /**
   * Creates an attachment and an upload ticket for its file. A repeat with the same `clientMutationId` returns the same
   * attachment and another ticket, because the token of the first one is not stored.
   *
   * @throws InvalidInputError with all problems of the input
   */
  async create(context: RequestContext, input: CreateAttachmentInput): Promise<{ id: number; ticket: NewTicket }> {
    const ticket = newTicket(context, input.fileName);
    const id = await this.options.mutations.run(
      context,
      { mutation: 'createAttachment', input },
      async (unit) => ({ id: await withoutPublicRevision(unit.manager, () => addAttachment(unit, input)) }),
      async (unit, attachmentId) => {
        await this.lock(unit, attachmentId);
        await unit.manager.insert(AttachmentUpload, { ...ticket.row, attachmentId });
      },
    );
    return { id, ticket };
  }

  /**
   * Changes the title, the language and the day of the file; returns the attachment's id.
   *
   * @throws NotFoundError if the viewer does not see the attachment, ForbiddenError if it may not edit it
   * @throws ConflictError if the attachment has another version
   * @throws InvalidInputError with all problems of the new content
   */
  update(context: RequestContext, input: UpdateAttachmentInput): Promise<number> {
    const id = getKey(input.id, Attachment.name, 'input.id');
    return this.options.mutations.run(context, { mutation: 'updateAttachment', input }, async (unit) => {
      await this.lock(unit, id, input);
      const before = await readContent(unit.manager, attachmentContent, id);
      const after = applyInput(attachmentContent, before, input);
      if (isEqual(before, after)) return { id };
      const problems = new Problems();
      await checkContent(attachmentContent, after, before, { unit, problems, id });
      problems.assertNone();
      await withPublicRevision(unit.manager, async () => {
        await updateContent(unit, attachmentContent, id, { before, content: after }, { version: input.version + 1 });
        return { isPublicChange: await appendReferrerChanges(unit, 'attachment', id) };
      });
      return { id };
    });
  }

  /**
   * Deletes an attachment that no item offers, with its file; returns its former id.
   *
   * @throws NotFoundError if the viewer does not see the attachment, ForbiddenError if it may not edit it
   * @throws ConflictError if the attachment has another version, or if an item offers it
   */
  async delete(context: RequestContext, input: ChangeInput): Promise<number> {
    const { mutations, leases, owners } = this.options;
    const id = getKey(input.id, Attachment.name, 'input.id');
    let fileKeys: string[] = [];
    await mutations.run(context, { mutation: 'deleteAttachment', input }, async (unit) => {
      await this.lock(unit, id, input);
      await assertMediaUnused(unit.manager, owners, 'attachment', id);
      fileKeys = await removeMedia(unit.manager, leases, 'attachment', id);
      return { id };
    });
    for (const fileKey of fileKeys) await leases.discard(fileKey);
    return id;
  }

  private lock(unit: UnitOfWork, id: number, input?: Pick<ChangeInput, 'version'>): Promise<void> {
    return lockMedia(unit, this.options.owners, 'attachment', id, input);
  }
}

async function addAttachment(unit: UnitOfWork, input: CreateAttachmentInput): Promise<number> {
  const problems = new Problems();
  checkFileName(problems, input.fileName, assertFileType);
  const content = applyInput(attachmentContent, emptyContent(attachmentContent), input);
  await checkContent(attachmentContent, content, null, { unit, problems, id: null });
  problems.assertNone();
  return insertContent(unit, attachmentContent, content, {
    version: 1,
    fileName: input.fileName,
    mediaType: mediaTypeOf(input.fileName),
    networkId: unit.viewer.networkId,
  });
}
