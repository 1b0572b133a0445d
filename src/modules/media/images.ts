import type { RequestContext } from '../../core/access/request-context';
import { applyInput, checkContent, completeContent, emptyContent } from '../../core/fields/content';
import { insertContent, readContent, updateContent } from '../../core/fields/content-storage';
import { withoutDrafts } from '../../core/fields/translation-values';
import type { MutationCall } from '../../core/mutations/idempotency';
import { isEqual } from '../../core/fields/values';
import type { ChangeInput } from '../../core/mutations/mutation-inputs';
import type { MutationRunner, UnitOfWork } from '../../core/mutations/mutation-runner';
import { Problems } from '../../core/mutations/problems';
import { getKey } from '../../core/types/global-id';
import { withPublicRevision, withoutPublicRevision } from '../../database/revisions/public-revision';
import { appendReferrerChanges } from '../publishing/public-changes';
import type { FileLeases } from '../files/file-leases';
import { checkFileName, newTicket, type NewTicket } from '../files/upload-ticket';
import { Image, ImageUpload } from './image.entity';
import { imageContent, type ImageContent } from './image.fields';
import type { CreateImageInput, UpdateImageInput } from './image.input';
import { acceptedExtensions, acceptedNames } from './image-upload.target';
import { assertMediaUnused, isMediaUsed, lockMedia, removeMedia } from './media-items';
import type { MediaOwner } from './media-owner';

interface ImagesOptions {
  readonly mutations: MutationRunner;
  readonly leases: FileLeases;
  readonly owners: readonly MediaOwner[];
}

/** Creates, changes and deletes images. */
export class Images {
  constructor(private readonly options: ImagesOptions) {}

  /**
   * Creates an image and an upload ticket for its file. A repeat with the same `clientMutationId` returns the same image
   * and another ticket, because the token of the first one is not stored.
   *
   * @throws InvalidInputError with all problems of the input
   */
  async create(context: RequestContext, input: CreateImageInput): Promise<{ id: number; ticket: NewTicket }> {
    const ticket = newTicket(context, input.fileName);
    const id = await this.options.mutations.run(
      context,
      { mutation: 'createImage', input },
      async (unit) => ({ id: await withoutPublicRevision(unit.manager, () => addImage(unit, input)) }),
      async (unit, imageId) => {
        await this.lock(unit, imageId);
        await unit.manager.insert(ImageUpload, { ...ticket.row, imageId });
      },
    );
    return { id, ticket };
  }

  /**
   * Changes the texts and the focal point of an image; returns its id.
   *
   * @throws NotFoundError if the viewer does not see the image, ForbiddenError if it may not edit it
   * @throws ConflictError if the image has another version
   * @throws InvalidInputError with all problems of the new content
   */
  update(context: RequestContext, input: UpdateImageInput): Promise<number> {
    const call = { mutation: 'updateImage', input };
    return this.changeContent(context, call, input, (content) => applyInput(imageContent, content, input));
  }

  /**
   * Changes an image in another way than by its input; returns its id. A change that makes no difference writes nothing.
   *
   * @throws the errors of `update`
   */
  changeContent(
    context: RequestContext,
    call: MutationCall,
    input: Pick<ChangeInput, 'id' | 'version'>,
    change: (content: ImageContent, now: string) => ImageContent,
  ): Promise<number> {
    const id = getKey(input.id, Image.name, 'input.id');
    return this.options.mutations.run(context, call, async (unit) => {
      await this.lock(unit, id, input);
      const before = await readContent(unit.manager, imageContent, id);
      const after = await completeContent(unit, imageContent, change(before, unit.now), id);
      if (isEqual(before, after)) return { id };
      await this.assertValid(unit, after, before, id);
      await withPublicRevision(unit.manager, async () => {
        await updateContent(unit, imageContent, id, { before, content: after }, { version: input.version + 1 });
        const isDifferent = !isEqual(withoutDrafts(before), withoutDrafts(after));
        return { isPublicChange: isDifferent && (await appendReferrerChanges(unit, 'image', id)) };
      });
      return { id };
    });
  }

  /**
   * Deletes an image that no item shows, with its files; returns its former id.
   *
   * @throws NotFoundError if the viewer does not see the image, ForbiddenError if it may not edit it
   * @throws ConflictError if the image has another version, or if an item shows it
   */
  async delete(context: RequestContext, input: ChangeInput): Promise<number> {
    const id = getKey(input.id, Image.name, 'input.id');
    let fileKeys: string[] = [];
    await this.options.mutations.run(context, { mutation: 'deleteImage', input }, async (unit) => {
      await this.lock(unit, id, input);
      await assertMediaUnused(unit.manager, this.options.owners, 'image', id);
      fileKeys = await removeMedia(unit.manager, this.options.leases, 'image', id);
      return { id };
    });
    for (const fileKey of fileKeys) await this.options.leases.discard(fileKey);
    return id;
  }

  private async assertValid(unit: UnitOfWork, after: ImageContent, before: ImageContent, id: number): Promise<void> {
    const problems = new Problems();
    await checkContent(imageContent, after, before, { unit, problems, id });
    if (after.alt === null && before.alt !== null && (await this.isPublishing(unit, id))) {
      problems.add('input.alt', 'REQUIRED', 'must not be empty, because a published or scheduled item shows the image');
    }
    problems.assertNone();
  }

  /** True if an item that is or will be public shows the image. */
  private isPublishing({ manager }: UnitOfWork, id: number): Promise<boolean> {
    return isMediaUsed(manager, this.options.owners, 'image', id, ({ isPublishing }) => isPublishing);
  }

  private lock(unit: UnitOfWork, id: number, input?: Pick<ChangeInput, 'version'>): Promise<void> {
    return lockMedia(unit, this.options.owners, 'image', id, input);
  }
}

async function addImage(unit: UnitOfWork, input: CreateImageInput): Promise<number> {
  const problems = new Problems();
  checkFileName(problems, input.fileName);
  const extension = /\.([^.]*)$/.exec(input.fileName)?.[1]?.toLowerCase() ?? '';
  if (!problems.has('input.fileName') && !acceptedExtensions.includes(extension)) {
    problems.add('input.fileName', 'INVALID', `must be the name of a ${acceptedNames} file`);
  }
  const content = await completeContent(
    unit,
    imageContent,
    applyInput(imageContent, emptyContent(imageContent), input),
    null,
  );
  await checkContent(imageContent, content, null, { unit, problems, id: null });
  problems.assertNone();
  const { networkId } = unit.viewer;
  return insertContent(unit, imageContent, content, {
    version: 1,
    width: 0,
    height: 0,
    placeholder: '',
    networkId,
  });
}
