import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../core/types/scalars';

export enum DocumentAccessState {
  LOCKED = 'LOCKED',
  UNLOCKED = 'UNLOCKED',
}

registerEnumType(DocumentAccessState, {
  name: 'DocumentAccessState',
  description: 'Whether you may open a document.',
  valuesConfig: {
    LOCKED: { description: 'You may not: its content is null.' },
    UNLOCKED: { description: 'You may.' },
  },
});

export enum DocumentAccessReason {
  PASSWORD_REQUIRED = 'PASSWORD_REQUIRED',
  UNLOCKED_BY_PASSWORD = 'UNLOCKED_BY_PASSWORD',
  ROLE = 'ROLE',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
  NO_CONTENT = 'NO_CONTENT',
}

registerEnumType(DocumentAccessReason, {
  name: 'DocumentAccessReason',
  description: 'Why a document is locked or unlocked.',
  valuesConfig: {
    PASSWORD_REQUIRED: { description: 'A password opens it.' },
    UNLOCKED_BY_PASSWORD: { description: 'You gave its password.' },
    ROLE: { description: 'Your role opens it.' },
    EXPIRED: { description: 'Your access has run out.' },
    REVOKED: { description: 'Your access was withdrawn.' },
    NO_CONTENT: { description: 'There is no file yet.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Whether you may open a document, and why.' })
export class DocumentAccess {
  @Field(() => DocumentAccessState, { description: 'Whether you may open it.' })
  state!: DocumentAccessState;

  @Field(() => DocumentAccessReason, { description: 'Why.' })
  reason!: DocumentAccessReason;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it stays unlocked; null: no end, or locked.',
  })
  expiresAt!: string | null;
}
