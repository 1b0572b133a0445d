import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { MAX_LOCALE_LENGTH } from '../../../core/types/locale';
import { Integer, KeyText } from '../../../database/sql/columns';
import { Attachment } from '../../media/attachment/attachment.entity';
import { Image } from '../../media/image/image.entity';
import { Network } from '../network/network.entity';
import { Organisation } from '../organisation/organisation.entity';
import { OrganisationRole } from '../organisation/organisation-role';

/** A country that takes part in an activity. */
@Entity()
@Index(['countryCode', 'activityId'])
export class ActivityCountry {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'varchar', length: 2, collation: 'C' })
  countryCode!: string;
}

/** A network that takes part in an activity. */
@Entity()
@Index(['networkId', 'activityId'])
export class ActivityNetwork {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  networkId!: number;

  @ManyToOne(() => Network, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;
}

/** An organisation in one of its roles in an activity. */
@Entity()
@Index(['organisationId', 'role', 'activityId'])
export class ActivityOrganisation {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'RESTRICT' })
  @JoinColumn()
  protected organisation?: unknown;

  @PrimaryColumn({ type: 'varchar', length: 12, collation: 'C' })
  role!: OrganisationRole;
}

/** A topic of an activity in its original language, with its position among the topics. */
@Entity()
export class ActivityTopic {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 200 })
  topic!: string;
}

export enum TopicTextState {
  /** A topic as it was first written. */
  ORIGINAL = 'ORIGINAL',
  PUBLISHED = 'PUBLISHED',
  DRAFT = 'DRAFT',
}

/** A topic of an activity in one of its languages. Filters and counts read it; `topicTextsOf` derives it from the content. */
@Entity()
// Counts and filters read this index alone.
@Index(['topicFolded', 'activityId', 'state', 'topic'])
// Labels read this one.
@Index(['originalFolded', 'locale', 'topic', 'state', 'activityId'])
export class ActivityTopicText {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'varchar', length: MAX_LOCALE_LENGTH, collation: 'C' })
  locale!: string;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 10 })
  state!: TopicTextState;

  @KeyText({ length: 200 })
  topic!: string;

  /**
   * The value that filters compare, and counts group by. Null if the activity has it already: in the original language, or else
   * in a published translation. So each activity has each value once.
   */
  @KeyText({ length: 400, nullable: true })
  topicFolded!: string | null;

  /** The original topic that the text stands for, folded. Null if the topics have changed since they were translated. */
  @KeyText({ length: 400, nullable: true })
  originalFolded!: string | null;
}

/** An image of an activity: the cover at position 0, or one of the gallery from 1. */
@Entity()
@Index(['imageId'])
export class ActivityImage {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}

/** An attachment of an activity, at its position from 1. */
@Entity()
@Index(['attachmentId'])
export class ActivityAttachment {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  attachmentId!: number;

  @ManyToOne(() => Attachment, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected attachment?: unknown;
}

/** A country or a region that benefits from an activity, with its position among the recipients from 1. */
@Entity()
@Index(['countryCode', 'activityId'])
export class ActivityRecipient {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  /** Null: it is a region. */
  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  /** Null: it is a country. */
  @KeyText({ length: 20, nullable: true })
  regionCode!: string | null;

  /** A Decimal; null: no recipient of the activity has one. */
  @KeyText({ length: 13, nullable: true })
  percentage!: string | null;
}

/** A sector that an activity serves, with its position among the sectors from 1. */
@Entity()
@Index(['sectorCode', 'activityId'])
@Index(['categoryCode', 'activityId'])
export class ActivitySector {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 20 })
  sectorCode!: string;

  /** The first three digits of the sector's code. */
  @KeyText({ length: 3 })
  categoryCode!: string;

  /** A Decimal; null: no sector of the activity has one. */
  @KeyText({ length: 13, nullable: true })
  percentage!: string | null;
}

/** A sustainable development goal, or a target of one, that an activity serves, with its position from 1. */
@Entity()
@Index(['code', 'activityId'])
@Index(['goal', 'activityId'])
export class ActivitySdg {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 20 })
  code!: string;

  /** The goal itself, or the one that the target belongs to. */
  @Integer()
  goal!: number;
}

/** An activity that another one names as related. */
@Entity()
@Index(['relatedActivityId', 'activityId'])
export class ActivityRelation {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  relatedActivityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected relatedActivity?: unknown;
}
