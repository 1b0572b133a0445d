import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { DateTimeScalar, UrlScalar } from '../../../core/types/scalars';
import { RestrictedDocument } from '../restricted-document.entity';

@InputType({ description: 'A document that an activity is to have.' })
export class CreateRestrictedDocumentInput extends MutationInput {
  @Field(() => ID, { description: 'The activity.' })
  activityId!: string;

  @Field({ description: 'Its title, which everyone who sees the activity sees: 1 to 500 characters.' })
  title!: string;

  @Field({ description: 'The name of the file that is to be uploaded, with an extension that says what kind it is.' })
  fileName!: string;
}

@InputType({ description: 'A file that is to take the place of the one that a document has.' })
export class ReplaceRestrictedDocumentFileInput {
  @Field(() => ID, { description: 'The document.' })
  restrictedDocumentId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `version` of the content that the file is to take the place of; null: there is none yet. When there is another, now or when the upload ends, it is CONFLICT. Absent: whichever there is.',
  })
  contentVersion?: number | null;

  @Field({ description: 'The name of the file that is to be uploaded, with an extension that says what kind it is.' })
  fileName!: string;
}

/** What both payloads say; no type of the schema by itself. */
@ObjectType({ simpleResolvers: true })
export abstract class UploadPayload {
  @Field(() => RestrictedDocument, { description: 'The document. Its content changes once the file is complete.' })
  restrictedDocument!: RestrictedDocument;

  @Field(() => UrlScalar, {
    description: 'Where to PUT the bytes of the file, once. Whoever has the address may do so: keep it to yourself.',
  })
  uploadUrl!: string;

  @Field(() => DateTimeScalar, { description: 'Until when an upload may begin; it may take longer.' })
  uploadUrlExpiresAt!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The new document, and where to bring its file.' })
export class CreateRestrictedDocumentPayload extends UploadPayload {}

@ObjectType({ simpleResolvers: true, description: 'The document, and where to bring its next file.' })
export class ReplaceRestrictedDocumentFilePayload extends UploadPayload {}
