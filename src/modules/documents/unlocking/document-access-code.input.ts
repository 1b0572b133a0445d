import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../core/types/scalars';
import { DocumentAccessCode } from './document-access-code.entity';

@InputType({ description: 'For whom a password to a document is to be made.' })
export class CreateDocumentAccessCodeInput {
  @Field(() => ID, { description: 'The document that it is to open.' })
  documentId!: string;

  @Field({ description: 'Whom it is for: what the log calls whoever uses it; 1 to 200 characters.' })
  recipient!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when it is to open nothing; null: no end.' })
  expiresAt?: string | null;

  @Field(() => Int, { nullable: true, description: 'How often it may be used, from 1; null: without limit.' })
  maxUses?: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'The password that was made; nothing shows it again.' })
export class CreateDocumentAccessCodePayload {
  @Field({ description: 'The password, to be given to its recipient. Case, spaces and hyphens do not matter.' })
  password!: string;

  @Field(() => DocumentAccessCode, { description: 'What is kept of it.' })
  accessCode!: DocumentAccessCode;
}

@InputType({ description: 'Which password is to open nothing any more.' })
export class RevokeDocumentAccessCodeInput {
  @Field(() => ID, { description: 'The access code.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The access code that was revoked.' })
export class RevokeDocumentAccessCodePayload {
  @Field(() => DocumentAccessCode, { description: 'The access code; one that was revoked before stays as it was.' })
  accessCode!: DocumentAccessCode;
}
