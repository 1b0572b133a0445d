import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../../database/columns';
import { Account } from '../../identity/account.entity';
import { Activity } from '../../catalogue/activity/activity.entity';

/** The password that opens all documents of an activity. An activity has one at a time; those before it open nothing. */
@Entity()
@Index(['activityId', 'replacedAt'])
export class ActivityDocumentsPassword {
  @PrimaryGeneratedColumn()
  id!: number;

  @Integer()
  activityId!: number;

  @ManyToOne(() => Activity, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** bcrypt. */
  @KeyText({ length: 60 })
  passwordHash!: string;

  @Instant()
  createdAt!: string;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  /** When another took its place or it was removed; null: it is the one. */
  @Instant({ nullable: true })
  replacedAt!: string | null;
}
