import { Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Node } from '../../core/types/node';
import { DateTimeScalar } from '../../core/types/scalars';
import { Instant, Integer, KeyText } from '../../database/sql/columns';

export enum PublicationState {
  DRAFT = 'DRAFT',
  SCHEDULED = 'SCHEDULED',
  PUBLISHED = 'PUBLISHED',
  ARCHIVED = 'ARCHIVED',
}

registerEnumType(PublicationState, {
  name: 'PublicationState',
  description: 'Publication state of an item. The public sees only PUBLISHED items.',
  valuesConfig: {
    DRAFT: { description: 'In preparation.' },
    SCHEDULED: { description: 'Ready to be published at a set time.' },
    PUBLISHED: { description: 'Visible to everyone.' },
    ARCHIVED: { description: 'Withdrawn from the public.' },
  },
});

/** Embedded in the entity of every publishable type. */
@ObjectType({ simpleResolvers: true, description: 'Publication state of an item, with its version and authors.' })
export class Publication {
  // The list of unpublished items reads only these rows, which are few.
  @Index({ where: "publication_state <> 'PUBLISHED'" })
  @KeyText({ name: 'publication_state', length: 10 })
  @Field(() => PublicationState, {
    description: 'Publication state. The public sees an item only while it is PUBLISHED.',
  })
  state!: PublicationState;

  @Index()
  @Instant({ name: 'publish_at', nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time at which the item is to be published. Null if none is set.',
  })
  publishAt!: string | null;

  /** The instant at which the item was moved to the trash, where nobody sees it; null: it is not in the trash. */
  @Instant({ name: 'deleted_at', nullable: true })
  deletedAt!: string | null;

  @Integer({ name: 'version', default: 1 })
  @Field(() => Int, { description: 'Version of the item. It starts at 1 and grows by 1 with each change.' })
  version!: number;

  @Integer({ name: 'created_by_id', nullable: true })
  createdById!: number | null;

  @Integer({ name: 'updated_by_id', nullable: true })
  updatedById!: number | null;

  // By name, because the entity Account imports networks, which import this file.
  @ManyToOne('Account', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'created_by_id' })
  protected createdByAccount?: unknown;

  @ManyToOne('Account', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'updated_by_id' })
  protected updatedByAccount?: unknown;
}

/** The part that all publishable types share: the publication is a set of columns in the table of each type. */
@InterfaceType({
  description: 'Content that is drafted, published, archived and deleted, and that keeps a history of its changes.',
  resolveType: (value: object) => value.constructor.name,
})
export abstract class Publishable extends Node {
  @Column(() => Publication, { prefix: false })
  publication!: Publication;
}
