import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../../core/types/scalars';
import { RestrictedDocument } from '../restricted-document.entity';

@InputType({ description: 'A password of a document.' })
export class UnlockDocumentInput {
  @Field(() => ID, { description: 'The document.' })
  documentId!: string;

  @Field({ description: 'The password, in whatever case and grouping.' })
  password!: string;
}

@InputType({ description: 'The password of all documents of an activity.' })
export class UnlockActivityDocumentsInput {
  @Field(() => ID, { description: 'The activity.' })
  activityId!: string;

  @Field({ description: 'The password.' })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The password was right.' })
export class DocumentsUnlocked {
  @Field({
    description:
      'Opens the documents for whoever sends it in the header `Entente-Grants`; if an account or an API key has asked, for that alone.',
  })
  grant!: string;

  @Field(() => DateTimeScalar, { description: 'Until when it does, unless the password is revoked before.' })
  expiresAt!: string;

  @Field(() => [RestrictedDocument], {
    description: 'What it opens, in their order; documents without a file left out.',
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
  description: 'Why nothing was unlocked.',
  valuesConfig: {
    WRONG_PASSWORD: { description: 'The password does not open this, or there is nothing here that you may know of.' },
    TOO_MANY_ATTEMPTS: {
      description:
        'The password was not looked at: too many were tried, too many are being checked at the moment, or the operation has tried one already.',
    },
    EXPIRED: { description: 'The password was right once: it has run out, is used up or was revoked.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Nothing was unlocked.' })
export class UnlockRefused {
  @Field(() => UnlockRefusal, { description: 'Why.' })
  reason!: UnlockRefusal;

  @Field(() => Int, {
    nullable: true,
    description: 'In how many seconds to try again, with another operation; null: waiting would not help.',
  })
  retryAfterSeconds!: number | null;
}

export const UnlockDocumentResult = createUnionType({
  name: 'UnlockDocumentResult',
  description: 'What came of a password.',
  types: () => [DocumentsUnlocked, UnlockRefused] as const,
  resolveType: (value) => ('grant' in value ? DocumentsUnlocked : UnlockRefused),
});
