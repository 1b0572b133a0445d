import { Arg, Args, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfTable } from '../../../core/cost/field-cost';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { encodeGlobalId } from '../../../core/types/global-id';
import { UrlScalar } from '../../../core/types/scalars';
import { ConflictError } from '../../../errors';
import { uploadUrlOf } from '../../files/upload-ticket';
import type { MediaAddresses } from '../media-address';
import type { MediaEditing } from '../media-editing';
import { Attachment } from './attachment.entity';
import {
  AttachmentsArgs,
  CreateAttachmentInput,
  CreateAttachmentPayload,
  DeleteAttachmentInput,
  DeleteAttachmentPayload,
  UpdateAttachmentInput,
  UpdateAttachmentPayload,
} from './attachment.input';
import { AttachmentConnection, attachmentListing } from './attachment.listing';
import { attachmentType } from './attachment.type';
import { attachmentPath } from './attachment-path';

/** The path that the files of attachments are uploaded to. */
export const ATTACHMENT_UPLOAD_PATH = '/media/files/uploads';

@Resolver(() => Attachment)
export class AttachmentResolver {
  constructor(
    private readonly addresses: MediaAddresses,
    private readonly isPublic: LoaderDefinition<number, boolean>,
  ) {}

  @Extensions({ reads: ['fileName'] })
  @Cached('revision')
  @FieldResolver(() => UrlScalar, {
    description:
      'Address of the file. The file at an address never changes. If only unpublished items offer the file, the address expires after one to two hours; until then, anyone who has the address can load the file. CONFLICT until the file is uploaded: do not select it in `createAttachment`.',
  })
  async url(@Root() { id, contentHash, fileName }: Attachment, @Ctx() context: RequestContext): Promise<string> {
    if (contentHash === null)
      throw new ConflictError('The attachment has no file yet: send it to the uploadUrl, and select url afterwards');
    return this.addresses.urlFor(context, attachmentPath(contentHash, fileName), this.isPublic, id);
  }
}

export const AttachmentVersionResolver = versionField(Attachment, 'attachment', Role.EDITOR);

@Resolver()
export class AttachmentListResolver {
  @Auth(Role.EDITOR)
  @Cost({ lists: rowsOfTable('attachment') })
  @Query(() => AttachmentConnection, {
    nullable: true,
    description:
      'Attachments that you may use in content and edit, newest first: all of them, or those that editors of your network have created. Those without a file are excluded.',
  })
  attachments(
    @Args(() => AttachmentsArgs) args: AttachmentsArgs,
    @Ctx() context: RequestContext,
  ): Connection<Attachment> {
    return listAll(context, attachmentListing, args);
  }
}

@Resolver()
export class AttachmentEditingResolver {
  constructor(
    private readonly media: MediaEditing,
    private readonly attachmentById: LoaderDefinition<number, Attachment | null>,
  ) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateAttachmentPayload, {
    description:
      'Creates an attachment, and returns a URL to upload its file to. The attachment is then used by its id, in the `attachments` of activities and news items. An attachment that no item offers is deleted when the trash is purged.',
  })
  async createAttachment(
    @Arg('input', () => CreateAttachmentInput, {
      description: 'Title, language and day of the file, and the name of the file.',
    })
    input: CreateAttachmentInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateAttachmentPayload> {
    const { id, ticket } = await this.media.create(context, attachmentType, input);
    const attachment = await getChangedItem(context.loaders, this.attachmentById, id);
    return { attachment, ...uploadUrlOf(context, ATTACHMENT_UPLOAD_PATH, ticket) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateAttachmentPayload, {
    description:
      'Updates the title, the language and the day of a file, for all items that offer it. The file itself never changes: to offer another file, create an attachment and name it in the item in place of this one. Editors of one network may update the attachments that editors of that network have created.',
  })
  async updateAttachment(
    @Arg('input', () => UpdateAttachmentInput, {
      description: 'Attachment to update, its version and the fields to change.',
    })
    input: UpdateAttachmentInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateAttachmentPayload> {
    const id = await this.media.update(context, attachmentType, input);
    return { attachment: await getChangedItem(context.loaders, this.attachmentById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => DeleteAttachmentPayload, {
    description:
      'Deletes an attachment permanently, with its file. CONFLICT if items offer it, including items in the trash.',
  })
  async deleteAttachment(
    @Arg('input', () => DeleteAttachmentInput, { description: 'Attachment to delete, and its version.' })
    input: DeleteAttachmentInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteAttachmentPayload> {
    const id = await this.media.delete(context, attachmentType, input);
    return { deletedId: encodeGlobalId(Attachment.name, id) };
  }
}
