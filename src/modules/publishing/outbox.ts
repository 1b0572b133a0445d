import { notify } from '../../database/notifications';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../database/columns';

/** Leaves an event, to be told once this unit of work is committed; it is there then, whatever becomes of the server. */
export async function appendToOutbox({ manager, now }: UnitOfWork, type: EventType, itemId: number): Promise<void> {
  await manager.insert(OutboxEvent, { type, itemId, at: now, queuedAt: null });
  await notify(manager);
}

export type EventType = 'activityPublished' | 'newsItemPublished';

/** Something that happened and is to be told, written in the unit of work in which it happened. */
@Entity()
@Index(['at'])
@Index(['queuedAt'])
export class OutboxEvent {
  /** By which receivers know a repeat. */
  @PrimaryGeneratedColumn()
  id!: number;

  @KeyText({ length: 40 })
  type!: EventType;

  @Integer({ name: 'thing_id' })
  itemId!: number;

  @Instant()
  at!: string;

  /** When it was queued for the webhooks that are to be told of it; null: it was not yet. */
  @Instant({ nullable: true })
  queuedAt!: string | null;
}
