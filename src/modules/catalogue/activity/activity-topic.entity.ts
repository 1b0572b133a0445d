import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { KeyText } from '../../../database/columns';
import { foldText } from '../../../database/folding';
import { Activity } from './activity.entity';

/** A subject of an activity, in its place among the others. */
@Entity()
// With the topic as it is written, so that topics are counted without their table.
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

  /** What filters compare: written with the row, never read back. */
  @KeyText({ length: 400, select: false })
  get topicFolded(): string {
    return foldText(this.topic);
  }
}
