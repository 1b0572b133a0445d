import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText } from '../../database/columns';
import { DateTimeScalar } from '../../core/types/scalars';

export enum PublicationState {
  DRAFT = 'DRAFT',
  SCHEDULED = 'SCHEDULED',
  PUBLISHED = 'PUBLISHED',
  ARCHIVED = 'ARCHIVED',
}

registerEnumType(PublicationState, {
  name: 'PublicationState',
  description: 'Where a thing stands on its way to the public, which sees only what is PUBLISHED.',
  valuesConfig: {
    DRAFT: { description: 'Being written.' },
    SCHEDULED: { description: 'Ready, to be published at its time.' },
    PUBLISHED: { description: 'Seen by everyone.' },
    ARCHIVED: { description: 'Withdrawn from the public.' },
  },
});

/** Embedded in everything that is published. */
@ObjectType({ simpleResolvers: true, description: 'Where an authored thing stands, and who brought it there.' })
export class Publication {
  // Lists of what is in work read only what is not public: of everything, a little.
  @Index({ where: "publication_state <> 'PUBLISHED'" })
  @KeyText({ name: 'publication_state', length: 10 })
  @Field(() => PublicationState, { description: 'Only PUBLISHED is seen by the public.' })
  state!: PublicationState;

  @Index()
  @Instant({ name: 'publish_at', nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is to be published; null: no time is set.' })
  publishAt!: string | null;

  /** When it was put into the trash, where nobody sees it; null: it is not there. */
  @Instant({ name: 'deleted_at', nullable: true })
  deletedAt!: string | null;

  @Integer({ name: 'version', default: 1 })
  @Field(() => Int, { description: 'Counts the changes, from 1; an update names the version it was based on.' })
  version!: number;

  @Integer({ name: 'created_by_id', nullable: true })
  createdById!: number | null;

  @Integer({ name: 'updated_by_id', nullable: true })
  updatedById!: number | null;

  // Named by text: accounts know networks, which are published.
  @ManyToOne('Account', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'created_by_id' })
  protected createdByAccount?: unknown;

  @ManyToOne('Account', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'updated_by_id' })
  protected updatedByAccount?: unknown;
}
