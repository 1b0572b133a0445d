import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';
import type { ListedReferences, PublishableType } from '../publishable';

export enum RevisionAction {
  BASELINE = 'BASELINE',
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  PUBLISHED = 'PUBLISHED',
  SCHEDULED = 'SCHEDULED',
  UNPUBLISHED = 'UNPUBLISHED',
  ARCHIVED = 'ARCHIVED',
  DELETED = 'DELETED',
  RESTORED = 'RESTORED',
  REVERTED = 'REVERTED',
}

registerEnumType(RevisionAction, {
  name: 'RevisionAction',
  description: 'Action that a change of an item consisted of.',
  valuesConfig: {
    BASELINE: { description: 'State of an item when its history began, if it was created without a history.' },
    CREATED: {
      description:
        'The item was created: a document as published, any other item as a draft unless an import set ' +
        'another state.',
    },
    UPDATED: { description: 'The content was updated.' },
    PUBLISHED: { description: 'The item was published, or translations of it.' },
    SCHEDULED: { description: 'The item was scheduled to be published.' },
    UNPUBLISHED: { description: 'The item was made a draft again, or translations of it.' },
    ARCHIVED: { description: 'The item was withdrawn from the public.' },
    DELETED: { description: 'The item was moved to the trash.' },
    RESTORED: { description: 'The item was taken out of the trash.' },
    REVERTED: { description: 'The content was set back to that of an earlier version.' },
  },
});

/** The snapshot of an item after one change. The difference to the snapshot before it is what changed. */
@Entity()
@Index(['type', 'itemId', 'version'], { unique: true })
@Index(['byId'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Change of an item, as recorded in its history. Only viewers who may edit the item see it.',
})
export class Revision extends Node {
  @KeyText({ length: 20 })
  type!: PublishableType;

  /** Not a foreign key: one column refers to the tables of all publishable types. */
  @Integer()
  itemId!: number;

  @Integer()
  @Field(() => Int, { description: 'Version of the item after the change. The mutations that revert take it as `to`.' })
  version!: number;

  @KeyText({ length: 12 })
  @Field(() => RevisionAction, { description: 'Action that the change consisted of.' })
  action!: RevisionAction;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time of the change.' })
  at!: string;

  @Integer({ nullable: true })
  byId!: number | null;

  @ManyToOne('Account', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected by?: unknown;

  /** The email address of the account, the name of the API key, or `import`; null: the server itself. */
  @Prose({ nullable: true })
  byName!: string | null;

  /** The snapshot after the change, as `serializeSnapshot` writes it. Read only if the operation selects `changes`. */
  @Prose({ select: false })
  state!: string;

  /** The snapshot before the change, if it differed from `state` of the previous revision; else null. */
  @Prose({ nullable: true, select: false })
  recordedStateBefore!: string | null;

  /** The snapshot before the change; null: the item is new. Set by the loaders, with `state`. */
  stateBefore!: string | null;

  /** The fields of the content that list rows not every editor may see. Set by the loaders. */
  lists!: ListedReferences;
}
