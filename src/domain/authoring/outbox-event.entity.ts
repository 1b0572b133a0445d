import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, KeyText, Whole } from '../../database/columns';

export type EventType = 'activityPublished' | 'newsItemPublished';

/** Something that happened and is to be told, written in the unit of work in which it happened. */
@Entity()
@Index(['at'])
export class OutboxEvent {
  /** By which receivers know a repeat. */
  @PrimaryGeneratedColumn()
  id!: number;

  @KeyText({ length: 40 })
  type!: EventType;

  @Whole()
  thingId!: number;

  @Instant()
  at!: string;
}
