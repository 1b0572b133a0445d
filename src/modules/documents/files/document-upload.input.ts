import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { withContent } from '../../../core/fields/content-inputs';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { UploadUrlPayload } from '../../files/upload-ticket';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { publishableRestrictedDocument } from '../document/restricted-document.fields';

const FILE_NAME_DESCRIPTION =
  'The name of the file to upload, at most 255 bytes of UTF-8. Its extension states the type of the file, and the file must match that type.';

@InputType({ description: 'The restricted document to create, and the activity that it belongs to.' })
export class CreateRestrictedDocumentInput extends withContent(MutationInput, publishableRestrictedDocument.content, [
  'position',
]) {
  @Field(() => ID, { description: 'Global id of the activity that the document belongs to.' })
  activityId!: string;

  @Field({ description: FILE_NAME_DESCRIPTION })
  fileName!: string;
}

@InputType({ description: 'The file that replaces the current file of a restricted document.' })
export class ReplaceRestrictedDocumentFileInput {
  @Field(() => ID, { description: 'Global id of the restricted document whose file is replaced.' })
  restrictedDocumentId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `version` of the content to replace; null if the document has no file yet. If the document has another file, now or when the upload ends, the result is CONFLICT. If absent, the file replaces any current file.',
  })
  contentVersion?: number | null;

  @Field({ description: FILE_NAME_DESCRIPTION })
  fileName!: string;
}

/** The fields that both payloads share. It is not a type of the schema itself. */
@ObjectType({ simpleResolvers: true })
export abstract class UploadPayload extends UploadUrlPayload {
  @Field(() => RestrictedDocument, {
    description: 'The restricted document. Its content changes when the upload is complete.',
  })
  restrictedDocument!: RestrictedDocument;
}

@ObjectType({ simpleResolvers: true, description: 'The new restricted document, and the URL to upload its file to.' })
export class CreateRestrictedDocumentPayload extends UploadPayload {}

@ObjectType({ simpleResolvers: true, description: 'The restricted document, and the URL to upload its next file to.' })
export class ReplaceRestrictedDocumentFilePayload extends UploadPayload {}
