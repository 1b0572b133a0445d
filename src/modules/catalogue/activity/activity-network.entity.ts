import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Network } from '../network/network.entity';
import { Activity } from './activity.entity';

/** Which networks take part in an activity. */
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
