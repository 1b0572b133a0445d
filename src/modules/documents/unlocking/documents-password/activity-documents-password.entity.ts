import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../../../database/sql/columns';
import { Activity } from '../../../catalogue/activity/activity.entity';
import { Account } from '../../../identity/account/account.entity';

/** The password of a page: it opens all documents of an activity. Only the latest password of an activity is valid. */
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

  /** A bcrypt hash. */
  @KeyText({ length: 60 })
  passwordHash!: string;

  @Instant()
  createdAt!: string;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  /** When the password was replaced or removed; null for the valid password. */
  @Instant({ nullable: true })
  replacedAt!: string | null;
}
