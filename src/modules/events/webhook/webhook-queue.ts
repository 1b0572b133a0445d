import { WorkLoop } from '../../../core/background/work-loop';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { join, sql } from '../../../database/sql/sql';
import { executeSql, forShare, forUpdate } from '../../../database/sql/write-sql';
import { WebhookDeliveryState } from './webhook-delivery.entity';

/** Polling finds events that were not announced with `wake`, such as those of a server that was killed. */
const POLL_MS = 1_000;

/** Maximum events in one unit of work. Each event may create one delivery per webhook. */
const BATCH_SIZE = 100;

interface Listeners {
  /** Called when there may be deliveries to send. */
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Reads events from the outbox, and creates a delivery for each webhook that receives the event. All instances on one
 * database share this work: an event is marked in the unit of work that creates its deliveries.
 */
export class WebhookQueue {
  private readonly read: ReadDatabase;
  private readonly loop: WorkLoop;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly listeners: Listeners,
  ) {
    this.read = database.read.withoutListeners();
    this.loop = new WorkLoop(() => this.queueNew(), listeners.onError);
  }

  /** Reads the outbox now. Call it when there may be new events. */
  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async queueNew(): Promise<number> {
    let queued = (await this.hasNew()) ? BATCH_SIZE : 0;
    while (queued === BATCH_SIZE) {
      queued = await this.queueBatch();
      this.listeners.onQueued();
    }
    return POLL_MS;
  }

  /** Reads first, so that an idle server does not take SQLite's write lock every second. */
  private async hasNew(): Promise<boolean> {
    const found = await this.read.query(sql`SELECT 1 FROM outbox_event e WHERE e.queued_at IS NULL LIMIT 1`);
    return found.length > 0;
  }

  /** Returns the number of queued events. Fewer than a batch means that no more are available. */
  private queueBatch(): Promise<number> {
    return this.database.write(async (manager) => {
      const events = await executeSql<{ id: number }>(
        manager,
        sql`SELECT id FROM outbox_event WHERE queued_at IS NULL ORDER BY id LIMIT ${BATCH_SIZE}
          ${forUpdate(manager, { skipLocked: true })}`,
      );
      if (events.length === 0) return 0;
      const ids = events.map(({ id }) => id);
      const now = this.clock().toISOString();
      // FOR SHARE waits for a concurrent delete or disable, so that no delivery is queued for a disabled webhook. The times of the
      // webhook and the event are not compared: the change may have begun before the webhook was created, and been saved after that.
      await executeSql(
        manager,
        sql`INSERT INTO webhook_delivery (webhook_id, event_id, type, item_type, item_id, slug, locales,
            occurred_at, state, attempts, next_attempt_at)
          SELECT w.id, e.id, e.type, e.item_type, e.item_id, e.slug, e.locales, e.at, ${WebhookDeliveryState.PENDING}, 0, ${now}
          FROM outbox_event e JOIN webhook w ON w.disabled_at IS NULL
            AND ' ' || w.event_types || ' ' LIKE '% ' || e.type || ' %'
          WHERE e.id IN (${join(ids)}) ${forShare(manager, { of: 'w' })}`,
      );
      // TypeORM would take ten times as long as the database to build this statement.
      await executeSql(manager, sql`UPDATE outbox_event SET queued_at = ${now} WHERE id IN (${join(ids)})`);
      return ids.length;
    });
  }
}
