import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../database/columns';
import { Node } from '../../core/types/node';
import { DateTimeScalar } from '../../core/types/scalars';
import type { PublishableName, PublishableDefinition, Content } from './publishable';

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
  description: 'What was done to a thing.',
  valuesConfig: {
    BASELINE: { description: 'Nothing: this is how it was when its history began, after it had come by other ways.' },
    CREATED: {
      description:
        'It was made: documents are published then, other things are drafts unless an import says otherwise.',
    },
    UPDATED: { description: 'What it says was changed.' },
    PUBLISHED: { description: 'It was shown to the public.' },
    SCHEDULED: { description: 'It was to be published at a time.' },
    UNPUBLISHED: { description: 'It was made a draft again.' },
    ARCHIVED: { description: 'It was withdrawn from the public.' },
    DELETED: { description: 'It was put into the trash.' },
    RESTORED: { description: 'It was taken out of the trash.' },
    REVERTED: { description: 'It was made to say again what it had said at an earlier version.' },
  },
});

/** How a thing was after one change. What changed is the difference to how that found it. */
@Entity()
@Index(['type', 'itemId', 'version'], { unique: true })
@Index(['byId'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'One change of a thing, as its history keeps it. Only those who may edit the thing see it.',
})
export class Revision extends Node {
  @KeyText({ length: 20 })
  type!: PublishableName;

  /** No key: the history of a thing outlives it. */
  @Integer({ name: 'thing_id' })
  itemId!: number;

  @Integer()
  @Field(() => Int, { description: 'The version that the thing had after the change; reverting names it.' })
  version!: number;

  @KeyText({ name: 'act', length: 12 })
  @Field(() => RevisionAction, { description: 'What was done.' })
  action!: RevisionAction;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;

  @Integer({ nullable: true })
  byId!: number | null;

  @ManyToOne('Account', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected by?: unknown;

  /** The account's address, the API key's name, or that of an import; null: the server itself. */
  @Prose({ nullable: true })
  byName!: string | null;

  /** The thing's content, where it stands and what it refers to, as JSON; read where it is asked for. */
  @Prose({ select: false })
  state!: string;

  /** How the change found the thing, in the form of `state`; null: as the revision before left it. */
  @Prose({ nullable: true, select: false })
  found!: string | null;

  /** How the change found the thing; null: there was none. Set by the loaders, with `state`. */
  stateBefore!: string | null;

  /** Which fields of the content list other things. Set by the loaders. */
  lists: PublishableDefinition<Content>['lists'];
}
