import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar, UrlScalar } from '../../../core/types/scalars';
import { RestrictedDocument } from '../restricted-document.entity';

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
