import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Activity } from './activity.entity';
import { Network } from '../network/network.entity';
import { Organisation } from '../organisation/organisation.entity';
import { OrganisationRole } from '../organisation/organisation-role';
import { Integer, KeyText } from '../../../database/columns';
import { Attachment } from '../../media/attachment/attachment.entity';
import { Image } from '../../media/image.entity';
import { foldText } from '../../../database/folding';

/** A country that takes part in an activity. */
@Entity()
@Index(['countryCode', 'activityId'])
export class ActivityCountry {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
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

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
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

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
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

/** A topic of an activity, with its position among the topics. */
@Entity()
// Includes the topic as it is written, so that topics are counted from the index alone.
@Index(['topicFolded', 'activityId', 'topic'])
export class ActivityTopic {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 200 })
  topic!: string;

  /** The value that filters compare. Written with the row, never read back. */
  @KeyText({ length: 400, select: false })
  get topicFolded(): string {
    return foldText(this.topic);
  }
}

/** An image of an activity: the cover at position 0, or one of the gallery from 1. */
@Entity()
@Index(['imageId'])
export class ActivityImage {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
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

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
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
