import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Cost } from '../../../../core/cost/field-cost';
import { MutationInput } from '../../../../core/mutations/mutation-inputs';
import { LocaleScalar } from '../../../../core/types/locale';
import { DateTimeScalar, UrlScalar } from '../../../../core/types/scalars';
import { RestrictedDocument } from '../../document/restricted-document.entity';
import { DocumentAccessCode } from './document-access-code.entity';

/** The maximum number of codes that one call creates. */
export const MAX_RECIPIENTS = 100;

/** Who a code is for. */
@InputType({ description: 'Recipient of a new access code.' })
export class DocumentAccessCodeRecipientInput {
  @Field({
    description:
      'The person or body that the code is for, 1 to 200 characters. The access log names the recipient when the code is used.',
  })
  recipient!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Email address that the code is sent to, with the address of the page of the activity. The public must see the ' +
      'document. If null or absent, no mail is sent.',
  })
  email?: string | null;

  @Field(() => LocaleScalar, {
    nullable: true,
    description: 'Language of the mail. If null or absent, the default language of the server.',
  })
  locale?: string | null;
}

const expiresAt = {
  nullable: true,
  description: 'Time at which the code expires, later than now; null if it does not expire.',
} as const;

const maxUses = {
  nullable: true,
  description: 'The maximum number of uses of the code, at least 1; null if there is no limit.',
} as const;

const notifyOnOpen = {
  nullable: true,
  description:
    'True to send a mail to you when the code is used, once a day (UTC) at most. API keys receive no mail. If null or absent, false.',
} as const;

@InputType({ description: 'The document and the recipient of a new access code, and its limits.' })
export class CreateDocumentAccessCodeInput extends DocumentAccessCodeRecipientInput {
  @Field(() => ID, { description: 'Global id of the document that the code opens.' })
  documentId!: string;

  @Field(() => DateTimeScalar, expiresAt)
  expiresAt?: string | null;

  @Field(() => Int, maxUses)
  maxUses?: number | null;

  @Field(() => Boolean, notifyOnOpen)
  notifyOnOpen?: boolean | null;
}

@InputType({ description: 'The document and the recipients of new access codes, and the limits of each code.' })
export class CreateDocumentAccessCodesInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the document that the codes open.' })
  documentId!: string;

  @Field(() => [DocumentAccessCodeRecipientInput], {
    description: `The recipients, 1 to ${MAX_RECIPIENTS}. Each gets a code of its own.`,
  })
  recipients!: DocumentAccessCodeRecipientInput[];

  @Field(() => DateTimeScalar, expiresAt)
  expiresAt?: string | null;

  @Field(() => Int, maxUses)
  maxUses?: number | null;

  @Field(() => Boolean, notifyOnOpen)
  notifyOnOpen?: boolean | null;
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

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      'The page where the recipient enters the password, to pass on with the password. Null if the server knows no page of the activity, or the public does not see the document.',
  })
  pageUrl!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The new access codes and their passwords.' })
export class CreateDocumentAccessCodesPayload {
  @Field(() => RestrictedDocument, { description: 'The document that the codes open.' })
  restrictedDocument!: RestrictedDocument;

  @Cost({ size: { assumed: MAX_RECIPIENTS } })
  @Field(() => [CreateDocumentAccessCodePayload], {
    description:
      'The new access codes, in the order of the recipients. Empty if the call repeats an earlier one, because passwords cannot be read again.',
  })
  created!: CreateDocumentAccessCodePayload[];
}

@InputType({ description: 'The access code to revoke.' })
export class RevokeDocumentAccessCodeInput {
  @Field(() => ID, { description: 'Global id of the access code to revoke.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The access code that was revoked.' })
export class RevokeDocumentAccessCodePayload {
  @Field(() => DocumentAccessCode, {
    description: 'The revoked access code. If it was revoked before, it keeps its original `revokedAt`.',
  })
  accessCode!: DocumentAccessCode;
}
