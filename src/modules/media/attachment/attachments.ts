import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { applyInput, checkContent, emptyContent, readContent, saveContent } from '../../../core/fields/content';
import { isEqual } from '../../../core/fields/values';
import type { ChangeInput } from '../../../core/mutations/mutation-inputs';
import type { MutationRunner, UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import type { Database } from '../../../database/database';
import { countingIfSeen, uncounted } from '../../../database/public-revision';
import { sql } from '../../../database/sql';
import { executeSql, forUpdate } from '../../../database/write-sql';
import { assertFileType, mediaTypeOf } from '../../../storage/media-type';
import type { FileLeases } from '../../files/file-leases';
import { checkFileName, newTicket, type NewTicket } from '../../files/upload-ticket';
import { appendReferrerChanges } from '../../publishing/public-changes';
import { assertMediaUnused, lockMedia } from '../media-items';
import type { MediaOwner } from '../media-owner';
import { Attachment, AttachmentFile, AttachmentUpload } from './attachment.entity';
import { attachmentContent } from './attachment.fields';
import type { CreateAttachmentInput, UpdateAttachmentInput } from './attachment.input';

interface AttachmentsOptions {
  readonly database: Database;
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
      async (unit) => ({ id: await uncounted(unit.manager, () => addAttachment(unit, input)) }),
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
      await countingIfSeen(unit.manager, async () => {
        await saveContent(unit, attachmentContent, id, after, before, { version: input.version + 1 });
        return { isSeen: await appendReferrerChanges(unit, 'attachment', id) };
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
      fileKeys = await removeAttachment(unit.manager, leases, id);
      return { id };
    });
    for (const fileKey of fileKeys) await leases.discard(fileKey);
    return id;
  }

  /** Deletes upload tickets that have expired, except those whose upload is in progress. */
  async deleteExpired(now: string): Promise<void> {
    await this.options.database.write((manager) =>
      executeSql(manager, sql`DELETE FROM attachment_upload WHERE expires_at <= ${now} AND file_key IS NULL`),
    );
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
  return saveContent(unit, attachmentContent, null, content, null, {
    version: 1,
    fileName: input.fileName,
    mediaType: mediaTypeOf(input.fileName),
    networkId: unit.viewer.networkId,
  });
}

/** Deletes the rows of an attachment that is locked. Returns the keys of its files, which now have leases. */
export async function removeAttachment(manager: EntityManager, leases: FileLeases, id: number): Promise<string[]> {
  // Locks the row, because a key rotation may be replacing the file.
  const rows = await executeSql<{ fileKey: string }>(
    manager,
    sql`SELECT file_key FROM attachment_file WHERE attachment_id = ${id} ${forUpdate(manager)}`,
  );
  await manager.delete(AttachmentFile, { attachmentId: id });
  // An upload in progress has a lease on its file, and fails when it finds that the attachment is gone.
  await manager.delete(AttachmentUpload, { attachmentId: id });
  for (const { fileKey } of rows) await leases.acquire(manager, fileKey);
  await uncounted(manager, () => manager.delete(Attachment, { id }));
  return rows.map(({ fileKey }) => fileKey);
}
