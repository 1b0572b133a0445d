import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, SafeIntScalar } from '../../../core/types/scalars';

@ObjectType({ simpleResolvers: true, description: 'The current file of a restricted document.' })
export class DocumentContent {
  documentId!: number;

  /** The grant that unlocks the document for the viewer; null if the viewer's role unlocks it. */
  grantId!: number | null;

  @Field({ description: 'The name to save the file under.' })
  fileName!: string;

  @Field({ description: 'The media type of the file, as registered by IANA.' })
  mediaType!: string;

  @Field(() => SafeIntScalar, { description: 'The size of the file in bytes.' })
  byteSize!: number;

  @Field({ description: 'The SHA-256 hash of the file, in lower-case hexadecimal.' })
  sha256!: string;

  @Field(() => Int, {
    description: 'The number of this file among the files that the document has had, counted from 1.',
  })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'Time at which the upload of the file was completed.' })
  uploadedAt!: string;

  /** null if an API key or an import stored the file, or if the account was deleted. */
  uploadedById!: number | null;
}
