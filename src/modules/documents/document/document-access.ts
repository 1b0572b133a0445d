import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { DateTimeScalar } from '../../../core/types/scalars';
import type { LabelledItem } from '../../localization/item-labels';

export enum DocumentAccessState {
  LOCKED = 'LOCKED',
  UNLOCKED = 'UNLOCKED',
}

registerEnumType(DocumentAccessState, {
  name: 'DocumentAccessState',
  description: 'The state of your access to a restricted document.',
  valuesConfig: {
    LOCKED: { description: 'You may not open the document: its `content` is null.' },
    UNLOCKED: { description: 'You may open the document: its `content` has a download URL.' },
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
  description: 'The reason why a restricted document is locked or unlocked for you.',
  valuesConfig: {
    PASSWORD_REQUIRED: { description: 'Locked: a password is needed.' },
    UNLOCKED_BY_PASSWORD: { description: 'Unlocked: a grant in the request opens the document.' },
    ROLE: { description: 'Unlocked: your role opens the document.' },
    EXPIRED: { description: 'Locked: a grant in the request opened the document, and has expired.' },
    REVOKED: {
      description: 'Locked: a grant in the request opened the document, and its password was revoked or replaced.',
    },
    NO_CONTENT: { description: 'Locked: the document has no file yet. Only its editors see such a document.' },
  },
});

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Your access to a restricted document, and the reason for it.' })
export class DocumentAccess {
  @Field(() => DocumentAccessState, { description: 'State of your access: LOCKED or UNLOCKED.' })
  state!: DocumentAccessState;

  @Field(() => DocumentAccessReason, { description: 'The reason for the state, such as PASSWORD_REQUIRED or ROLE.' })
  reason!: DocumentAccessReason;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time at which the document is locked again; null if the document is locked, or unlocked without a time limit.',
  })
  expiresAt!: string | null;

  /** The document that the access is to. */
  readonly document!: LabelledItem;
}
