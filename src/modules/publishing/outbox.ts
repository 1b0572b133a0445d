import { notify } from '../../database/notifications';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../database/columns';

/**
 * Appends an event in the caller's transaction. It is delivered after the commit, even if the server stops in between.
 */
export async function appendToOutbox({ manager, now }: UnitOfWork, type: EventType, itemId: number): Promise<void> {
  await manager.insert(OutboxEvent, { type, itemId, at: now, queuedAt: null });
  await notify(manager);
}

export type EventType = 'activityPublished' | 'newsItemPublished';

/** An event for subscribers and webhooks, written in the transaction in which it occurred. */
@Entity()
@Index(['at'])
@Index(['queuedAt'])
export class OutboxEvent {
  /** Receivers of webhooks recognise a repeated delivery by it. */
  @PrimaryGeneratedColumn()
  id!: number;

  @KeyText({ length: 40 })
  type!: EventType;

  @Integer({ name: 'thing_id' })
  itemId!: number;

  @Instant()
  at!: string;

  /** The instant at which its webhook deliveries were queued; null: they are not queued yet. */
  @Instant({ nullable: true })
  queuedAt!: string | null;
}
