import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Activity } from '../activity/activity.entity';
import { NewsItem } from './news-item.entity';

/** Which activities a piece of news is about. */
@Entity()
@Index(['activityId', 'newsItemId'])
export class NewsActivity {
  @PrimaryColumn({ type: 'integer' })
  newsItemId!: number;

  @ManyToOne(() => NewsItem, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected newsItem?: unknown;

  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;
}
