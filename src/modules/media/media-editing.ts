import type { RequestContext } from '../../core/access/request-context';
import { applyInput, checkContent, completeContent, type Content, emptyContent } from '../../core/fields/content';
import { insertContent, readContent, updateContent } from '../../core/fields/content-storage';
import type { ContentInput } from '../../core/fields/field';
import { withoutDrafts } from '../../core/fields/translation-values';
import { isEqual } from '../../core/fields/values';
import { assertCurrentVersion } from '../../core/mutations/current-version';
import type { ChangeCall, ChangeInput, MutationInput } from '../../core/mutations/mutation-inputs';
import type { MutationRunner, UnitOfWork } from '../../core/mutations/mutation-runner';
import { Problems } from '../../core/mutations/problems';
import { getKey } from '../../core/types/global-id';
import { withoutPublicRevision, withPublicRevision } from '../../database/revisions/public-revision';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors';
import type { FileLeases } from '../files/file-leases';
import { type NewTicket, newTicket } from '../files/upload-ticket';
import { appendReferrerChanges } from '../publishing/public-changes';
import { isMediaEditable, isMediaVisible } from './media.policy';
import type { MediaDefinition } from './media-definition';
import { isUsed, type MediaOwner } from './media-owner';
import { removeMedia } from './media-removal';

/**
 * Creates, changes and deletes images and attachments. Every method is idempotent. The mutations are `createImage`, `updateImage`,
 * `deleteImage`, `createAttachment`, `updateAttachment` and `deleteAttachment`.
 */
export class MediaEditing {
  /** @param owners the types whose content uses images or attachments */
  constructor(
    private readonly mutations: MutationRunner,
    private readonly leases: FileLeases,
    private readonly owners: readonly MediaOwner[],
  ) {}

  /**
   * Creates an image or attachment, and an upload ticket for its file. A repeat with the same `clientMutationId` returns the
   * same id and another ticket, because the token of the first one is not stored.
   *
   * @throws InvalidInputError with all problems of the input
   */
  async create<C extends Content>(
    context: RequestContext,
    type: MediaDefinition<C>,
    input: MutationInput & { readonly fileName: string },
  ): Promise<{ id: number; ticket: NewTicket }> {
    const ticket = newTicket(context, input.fileName);
    const id = await this.mutations.run(
      context,
      { mutation: `create${type.name}`, input },
      async (unit) => ({ id: await withoutPublicRevision(unit.manager, () => insertRow(unit, type, input)) }),
      async (unit, createdId) => {
        await this.lock(unit, type, createdId);
        await type.addTicket(unit.manager, createdId, ticket.row);
      },
    );
    return { id, ticket };
  }

  /**
   * Changes the content of an image or attachment; returns its id. A change that makes no difference writes nothing.
   *
   * @throws NotFoundError if the viewer does not see it, ForbiddenError if it may not edit it
   * @throws ConflictError if it has another version
   * @throws InvalidInputError with all problems of the new content
   */
  update<C extends Content, I extends keyof C>(
    context: RequestContext,
    type: MediaDefinition<C, I>,
    input: ChangeInput & ContentInput<C, I>,
  ): Promise<number> {
    const call = { mutation: `update${type.name}`, input };
    return this.changeContent(context, type, call, (content) => applyInput(type.content, content, input));
  }

  /**
   * Changes the content in another way than by its input; returns the id.
   *
   * @throws the errors of `update`
   */
  changeContent<C extends Content>(
    context: RequestContext,
    type: MediaDefinition<C>,
    call: ChangeCall,
    change: (content: C, now: string) => C,
  ): Promise<number> {
    const { input } = call;
    const id = getKey(input.id, type.name, 'input.id');
    return this.mutations.run(context, call, async (unit) => {
      const { manager } = unit;
      await this.lock(unit, type, id, input);
      const before = await readContent(manager, type.content, id);
      const after = await completeContent(unit, type.content, change(before, unit.now), id);
      if (isEqual(before, after)) return { id };
      const problems = new Problems();
      await checkContent(type.content, after, before, { unit, problems, id });
      await type.checkChange?.({ before, after }, problems, () =>
        this.isUsed(unit, type, id, ({ isPublishing }) => isPublishing),
      );
      problems.assertNone();
      await withPublicRevision(manager, async () => {
        await updateContent(unit, type.content, id, { before, content: after }, { version: input.version + 1 });
        const isDifferent = !isEqual(withoutDrafts(before), withoutDrafts(after));
        return { isPublicChange: isDifferent && (await appendReferrerChanges(unit, type.kind, id)) };
      });
      return { id };
    });
  }

  /**
   * Deletes an image or attachment that no item uses, with its files; returns its former id.
   *
   * @throws NotFoundError if the viewer does not see it, ForbiddenError if it may not edit it
   * @throws ConflictError if it has another version, or if an item uses it
   */
  async delete(context: RequestContext, type: MediaDefinition, input: ChangeInput): Promise<number> {
    const id = getKey(input.id, type.name, 'input.id');
    let fileKeys: string[] = [];
    await this.mutations.run(context, { mutation: `delete${type.name}`, input }, async (unit) => {
      await this.lock(unit, type, id, input);
      if (await this.isUsed(unit, type, id)) {
        throw new ConflictError(`Items, perhaps in the trash, use this ${type.kind}: remove it from them first`);
      }
      fileKeys = await removeMedia(unit.manager, this.leases, type.kind, id);
      return { id };
    });
    for (const fileKey of fileKeys) await this.leases.discard(fileKey);
    return id;
  }

  /**
   * Locks an image or attachment until the unit of work ends.
   *
   * @param input the version that the viewer has read, if it counts
   */
  private async lock(
    { manager, viewer }: UnitOfWork,
    { kind }: Pick<MediaDefinition, 'kind'>,
    id: number,
    input?: Pick<ChangeInput, 'version'>,
  ): Promise<void> {
    const [row] = await executeSql<{ version: number; isEditable: number }>(
      manager,
      sql`SELECT m.version, CASE WHEN ${isMediaEditable(viewer, 'm')} THEN 1 ELSE 0 END AS is_editable
        FROM ${raw(kind)} m
        WHERE m.id = ${id} AND ${isMediaVisible(viewer, this.owners, kind, 'm')} ${forUpdate(manager, { of: 'm' })}`,
    );
    if (row === undefined) throw new NotFoundError(`There is no such ${kind}`);
    if (row.isEditable !== 1) throw new ForbiddenError(`You may not edit this ${kind}`);
    if (input !== undefined) assertCurrentVersion(row.version, input.version);
  }

  /** True if an item, perhaps one in the trash, uses the image or attachment, and meets the owner's condition. */
  private async isUsed(
    { manager }: UnitOfWork,
    { kind }: Pick<MediaDefinition, 'kind'>,
    id: number,
    condition?: (owner: MediaOwner) => Sql,
  ): Promise<boolean> {
    const isFound = isUsed(this.owners, kind, raw('m.id'), condition);
    const [used] = await executeSql(manager, sql`SELECT m.id FROM ${raw(kind)} m WHERE m.id = ${id} AND ${isFound}`);
    return used !== undefined;
  }
}

async function insertRow<C extends Content>(
  unit: UnitOfWork,
  type: MediaDefinition<C>,
  input: { readonly fileName: string },
): Promise<number> {
  const problems = new Problems();
  type.checkFileName(problems, input.fileName);
  const given = applyInput(type.content, emptyContent(type.content), input);
  const content = await completeContent(unit, type.content, given, null);
  await checkContent(type.content, content, null, { unit, problems, id: null });
  problems.assertNone();
  const columns = { ...type.newColumns(input.fileName), version: 1, networkId: unit.viewer.networkId };
  return insertContent(unit, type.content, content, columns);
}
