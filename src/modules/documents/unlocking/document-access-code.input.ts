import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../core/types/scalars';
import { DocumentAccessCode } from './document-access-code.entity';

@InputType({ description: 'The document and the recipient of a new access code, and its limits.' })
export class CreateDocumentAccessCodeInput {
  @Field(() => ID, { description: 'The id of the document that the code opens.' })
  documentId!: string;

  @Field({
    description:
      'The person or body that the code is for, 1 to 200 characters. The access log names the recipient when the code is used.',
  })
  recipient!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the code expires, later than now; null if it does not expire.',
  })
  expiresAt?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The maximum number of uses, at least 1; null if there is no limit.',
  })
  maxUses?: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'The new access code and its password.' })
export class CreateDocumentAccessCodePayload {
  @Field({
    description:
      'The password to give to the recipient: 36 characters in groups of four. Case, spaces and hyphens do not matter. It cannot be read again.',
  })
  password!: string;

  @Field(() => DocumentAccessCode, { description: 'The new access code, without its password.' })
  accessCode!: DocumentAccessCode;
}

@InputType({ description: 'The access code to revoke.' })
export class RevokeDocumentAccessCodeInput {
  @Field(() => ID, { description: 'The id of the access code.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The access code that was revoked.' })
export class RevokeDocumentAccessCodePayload {
  @Field(() => DocumentAccessCode, {
    description: 'The revoked access code. If it was revoked before, it keeps its original `revokedAt`.',
  })
  accessCode!: DocumentAccessCode;
}
