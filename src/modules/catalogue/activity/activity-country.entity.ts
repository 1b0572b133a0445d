import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Activity } from './activity.entity';

/** Which countries take part in an activity. */
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
