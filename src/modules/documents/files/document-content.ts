import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, SafeIntScalar } from '../../../core/types/scalars';

@ObjectType({ simpleResolvers: true, description: 'The file behind a document.' })
export class DocumentContent {
  documentId!: number;

  /** What opens it to the viewer; null: their role does. */
  grantId!: number | null;

  @Field({ description: 'The name to save it under.' })
  fileName!: string;

  @Field({ description: 'Its media type, as IANA registers them.' })
  mediaType!: string;

  @Field(() => SafeIntScalar, { description: 'Its size in bytes.' })
  byteSize!: number;

  @Field({ description: 'The SHA-256 of its bytes, in lower-case hexadecimal.' })
  sha256!: string;

  @Field(() => Int, { description: 'Counts the files that the document has had, from 1.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was uploaded.' })
  uploadedAt!: string;

  /** null: an API key did, or an import, or the account is gone. */
  uploadedById!: number | null;
}
