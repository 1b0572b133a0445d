import { notify } from '../../database/notifications';
import type { Unit } from './publishable';
import { OutboxEvent, type EventType } from './outbox-event.entity';

/** Leaves an event, to be told once this unit of work is committed; it is there then, whatever becomes of the server. */
export async function tell({ manager, now }: Unit, type: EventType, thingId: number): Promise<void> {
  await manager.insert(OutboxEvent, { type, thingId, at: now, queuedAt: null });
  await notify(manager);
}
