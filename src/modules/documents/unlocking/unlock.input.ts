import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Activity } from '../../catalogue/activity/activity.entity';
import { MAX_DOCUMENTS, RestrictedDocument } from '../document/restricted-document.entity';

@InputType({ description: 'The document to unlock, and its password.' })
export class UnlockDocumentInput {
  @Field(() => ID, { description: 'Global id of the document to unlock.' })
  documentId!: string;

  @Field({ description: 'The password of an access code. Case, spaces and hyphens do not matter.' })
  password!: string;
}

@InputType({ description: 'The activity whose documents to unlock, and its password.' })
export class UnlockActivityDocumentsInput {
  @Field(() => ID, { description: 'Global id of the activity whose documents to unlock.' })
  activityId!: string;

  @Field({ description: 'The password that opens all documents of the activity.' })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The result of a password that matched.' })
export class DocumentsUnlocked {
  @Field({
    description:
      'The token that opens the documents in later requests, sent in the header `Entente-Grants`. If an account or an API key obtained it, only that account or key can use it.',
  })
  grant!: string;

  @Field(() => DateTimeScalar, {
    description: 'Time at which the grant expires. It ends earlier if its password is revoked.',
  })
  expiresAt!: string;

  @Cost({ size: listOfParent(MAX_DOCUMENTS, { table: 'restricted_document', parent: 'activity_id', item: 'id' }) })
  @Field(() => [RestrictedDocument], {
    description: 'The documents that the grant opens, by position. Documents without a file are omitted.',
  })
  documents!: RestrictedDocument[];
}

export enum UnlockRefusal {
  WRONG_PASSWORD = 'WRONG_PASSWORD',
  TOO_MANY_ATTEMPTS = 'TOO_MANY_ATTEMPTS',
  EXPIRED = 'EXPIRED',
}

registerEnumType(UnlockRefusal, {
  name: 'UnlockRefusal',
  description: 'The reason why nothing was unlocked.',
  valuesConfig: {
    WRONG_PASSWORD: {
      description: 'The password does not match, or the document or activity does not exist, or you may not see it.',
    },
    TOO_MANY_ATTEMPTS: {
      description:
        'The password was not checked, because too many attempts have failed, too many checks are running, or the operation has already tried a password.',
    },
    EXPIRED: {
      description:
        'The password matched, but it has expired, is used up or was revoked, or its creator may no longer edit the document.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The result of a password that unlocked nothing.' })
export class UnlockRefused {
  @Field(() => UnlockRefusal, { description: 'The reason why the password unlocked nothing.' })
  reason!: UnlockRefusal;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of seconds to wait before the next attempt, in another operation; null if waiting does not help.',
  })
  retryAfterSeconds!: number | null;
}

export const UnlockDocumentResult = createUnionType({
  name: 'UnlockDocumentResult',
  description: 'The result of a password check: a grant, or the reason for the refusal.',
  types: () => [DocumentsUnlocked, UnlockRefused] as const,
  resolveType: (value) => ('grant' in value ? DocumentsUnlocked : UnlockRefused),
});

@InputType({ description: 'The activity, and the new password for all of its documents.' })
export class SetActivityDocumentsPasswordInput {
  @Field(() => ID, { description: 'Global id of the activity whose password to set or remove.' })
  activityId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The new password, with at least 12 characters and at most 72 bytes of UTF-8, and hard to guess. Null removes the current ' +
      'password. The field must not be absent.',
  })
  password?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The activity whose password for documents was set or removed.' })
export class SetActivityDocumentsPasswordPayload {
  @Field(() => Activity, { description: 'The activity, whose documents the new password opens.' })
  activity!: Activity;
}
