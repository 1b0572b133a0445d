import { ArgsType, Field, InputType, ObjectType } from 'type-graphql';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { PagingArgs } from '../../../core/listing/connection';
import { Combinable, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import { UploadUrlPayload } from '../../files/upload-ticket';
import { Attachment } from './attachment.entity';
import { attachmentContent } from './attachment.fields';

@Combinable('attachment')
@InputType({ description: 'Conditions on attachments, all of which must be met. ' + NO_NULL })
export class AttachmentFilter {
  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the title of the attachment.',
  })
  title?: StringFilter;
}

@ArgsType()
export class AttachmentsArgs extends PagingArgs {
  @Field(() => AttachmentFilter, {
    nullable: true,
    description: 'Conditions on the attachments. If absent, all attachments that you may edit are listed.',
  })
  filter?: AttachmentFilter | null;
}

@InputType({ description: 'Title, language and day of a new file, and the name of the file.' })
export class CreateAttachmentInput extends withContent(MutationInput, attachmentContent) {
  @Field({
    description:
      'The name of the file to upload, at most 255 bytes of UTF-8, under which readers save it. Its extension states the type of the file, and the file must match that type. The types are those of restricted documents.',
  })
  fileName!: string;
}

@InputType({ description: 'Changes to an attachment. A field that is absent does not change. Null clears a field.' })
export class UpdateAttachmentInput extends withChanges(ChangeInput, attachmentContent) {}

@InputType({ description: 'Attachment to delete.' })
export class DeleteAttachmentInput extends ChangeInput {}

@ObjectType({ simpleResolvers: true, description: 'The new attachment, and the URL to upload its file to.' })
export class CreateAttachmentPayload extends UploadUrlPayload {
  @Field(() => Attachment, {
    description:
      'The attachment. Items can offer it when the upload is complete. Do not select its `url` before: CONFLICT.',
  })
  attachment!: Attachment;
}

@ObjectType({ simpleResolvers: true, description: 'Result of updating an attachment.' })
export class UpdateAttachmentPayload {
  @Field(() => Attachment, { description: 'Attachment after the update.' })
  attachment!: Attachment;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting an attachment.' })
export class DeleteAttachmentPayload extends DeletePayload {}
