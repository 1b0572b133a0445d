import type { ReadDatabase } from '../../database/reading/read-database';
import { sql } from '../../database/sql/sql';

/** How far background work on events is behind. */
export interface EventLag {
  /** The age of the oldest event that is not queued for webhooks, in seconds. */
  readonly outboxSeconds: number;
  /** How long the webhook delivery that is most overdue has been due, in seconds. */
  readonly webhookSeconds: number;
  /** The number of deliveries that are due or wait for another attempt. */
  readonly pendingDeliveries: number;
}

/** Measures the lag of all instances on this database at this instant. */
export async function findEventLag(read: ReadDatabase, now: string): Promise<EventLag> {
  const [found] = await read.query<{ queuedSince: string | null; dueSince: string | null; pending: number | string }>(
    sql`SELECT (SELECT min(e.at) FROM outbox_event e WHERE e.queued_at IS NULL) AS queued_since,
      (SELECT min(d.next_attempt_at) FROM webhook_delivery d WHERE d.next_attempt_at <= ${now}) AS due_since,
      (SELECT count(*) FROM webhook_delivery d WHERE d.next_attempt_at IS NOT NULL) AS pending`,
  );
  return {
    outboxSeconds: secondsSince(found!.queuedSince, now),
    webhookSeconds: secondsSince(found!.dueSince, now),
    pendingDeliveries: Number(found!.pending),
  };
}

function secondsSince(instant: string | null, now: string): number {
  return instant === null ? 0 : Math.max(0, Date.parse(now) - Date.parse(instant)) / 1000;
}
