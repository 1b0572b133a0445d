import sql, { join } from 'sql-template-tag';
import { In } from 'typeorm';
import type { Database } from '../../../database/database';
import type { ReadDatabase } from '../../../database/read-database';
import { executeSql, forShare, forUpdate } from '../../../database/write-sql';
import type { Clock } from '../../../core/time';
import { OutboxEvent } from '../../publishing/outbox';
import { WorkLoop } from '../../../core/background/work-loop';
import { WebhookDeliveryState } from './webhook-delivery.entity';

/** Milliseconds: for events that nobody woke the queue for, such as those that a server left when it was killed. */
const pollMs = 1_000;

/** Events in one unit of work, each of which may make as many deliveries as there are webhooks. */
const batchSize = 100;

interface Listeners {
  /** Told when there may be something to send. */
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Takes events from the outbox, and makes a delivery of each for every webhook that is to be told of it. Of several
 * instances on one database any may do it: an event and its deliveries change in one unit of work.
 */
export class WebhookQueue {
  private readonly read: ReadDatabase;
  private readonly repetition: WorkLoop;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly listeners: Listeners,
  ) {
    this.read = database.read.withoutListeners();
    this.repetition = new WorkLoop(() => this.queueNew(), listeners.onError);
  }

  /** Has it look at once: there may be events. */
  wake(): void {
    this.repetition.wake();
  }

  stop(): Promise<void> {
    return this.repetition.stop();
  }

  private async queueNew(): Promise<number> {
    let taken = (await this.hasNew()) ? batchSize : 0;
    while (taken === batchSize) {
      taken = await this.queueSome();
      this.listeners.onQueued();
    }
    return pollMs;
  }

  /** An idle server must not take SQLite's lock to write every second. */
  private async hasNew(): Promise<boolean> {
    const found = await this.read.query(sql`SELECT 1 FROM outbox_event e WHERE e.queued_at IS NULL LIMIT 1`);
    return found.length > 0;
  }

  /** Gives how many events it took: fewer than a batch when there are no more that nobody else takes. */
  private queueSome(): Promise<number> {
    return this.database.write(async (manager) => {
      const events = await executeSql<{ id: number }>(
        manager,
        sql`SELECT id FROM outbox_event WHERE queued_at IS NULL ORDER BY id LIMIT ${batchSize}
          ${forUpdate(manager, { skipLocked: true })}`,
      );
      if (events.length === 0) return 0;
      const ids = events.map(({ id }) => id);
      const now = this.clock().toISOString();
      // FOR SHARE waits for a concurrent delete or disable, so that no delivery is queued for a dead webhook.
      await executeSql(
        manager,
        sql`INSERT INTO webhook_delivery (webhook_id, event_id, type, thing_id, occurred_at, state, attempts, next_attempt_at)
          SELECT w.id, e.id, e.type, e.thing_id, e.at, ${WebhookDeliveryState.PENDING}, 0, ${now}
          FROM outbox_event e JOIN webhook w ON w.disabled_at IS NULL AND w.created_at <= e.at
            AND ' ' || w.event_types || ' ' LIKE '% ' || e.type || ' %'
          WHERE e.id IN (${join(ids)}) ${forShare(manager, { of: 'w' })}`,
      );
      await manager.update(OutboxEvent, { id: In(ids) }, { queuedAt: now });
      return ids.length;
    });
  }
}
