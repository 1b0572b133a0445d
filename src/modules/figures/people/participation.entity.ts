import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Integer, KeyText } from '../../../database/sql/columns';
import { Organisation } from '../../catalogue/organisation/organisation.entity';

// Activities by name: the entity Activity comes later in the order of modules.

/** A row of participation as an editor has entered it. Statements for the public never read it. */
@Entity()
@Index(['organisationId'])
// Finds the activities whose published rows depend on the smallest count.
@Index(['total', 'activityId'])
export class EnteredParticipation {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @Integer({ nullable: true })
  organisationId!: number | null;

  @ManyToOne(() => Organisation, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected organisation?: unknown;

  @Integer({ nullable: true })
  women!: number | null;

  @Integer({ nullable: true })
  men!: number | null;

  @Integer({ nullable: true })
  unspecified!: number | null;

  @Integer()
  total!: number;
}

/** A row of participation as the public sees it. `publishedRows` makes these rows from those that were entered. */
@Entity()
@Index(['organisationId'])
// Sums read one of these indexes alone.
@Index('participation_by_activity', ['activityId', 'countryCode', 'women', 'men', 'unspecified'])
@Index('participation_by_country', ['countryCode', 'activityId', 'women', 'men', 'unspecified'])
export class PublishedParticipation {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @Integer({ nullable: true })
  organisationId!: number | null;

  @ManyToOne(() => Organisation, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected organisation?: unknown;

  @Integer({ nullable: true })
  women!: number | null;

  @Integer({ nullable: true })
  men!: number | null;

  @Integer({ nullable: true })
  unspecified!: number | null;

  @Integer()
  total!: number;

  /** 1: the row stands for several rows; 0: it is one row as it was entered. */
  @Integer()
  isMerged!: number;
}

/** The value of SMALL_COUNT by which the published rows of this database were made. The table has one row. */
@Entity()
export class SmallCount {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Integer()
  value!: number;
}
