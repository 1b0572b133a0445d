import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type EntityManager, type FindOptionsWhere, In, IsNull, LessThanOrEqual } from 'typeorm';
import { type Clock, DAY_MS, later } from '../../../core/time';
import type { Database } from '../../../database/database';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { join, type Sql, sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { Webhook } from './webhook.entity';
import { WebhookDelivery, WebhookDeliveryState } from './webhook-delivery.entity';
import type { QueuedEvent } from './webhook-event';

/** Twice the maximum time of an attempt. After it, the process that made the attempt must be dead. */
const LEASE_MS = 30_000;

/** After this many attempts in a row that ended with their process, a delivery is abandoned: it may be what ends them. */
const MAX_UNFINISHED_ATTEMPTS = 5;

const UNFINISHED = `The server ended during each of ${MAX_UNFINISHED_ATTEMPTS} attempts`;

const RETENTION_MS = 30 * DAY_MS;

/** Results are collected for this time and written together. Each unit of work makes SQLite wait for the disk. */
const BATCH_DELAY_MS = 50;

/** A delivery that this process has leased to send it now. */
export interface LeasedDelivery extends QueuedEvent {
  readonly id: number;
  readonly webhookId: number;
  readonly url: string;
  readonly sealedSecret: string;
  /** The number of attempts that have ended, and this one. */
  readonly attempts: number;
  /** The end of the lease. It also identifies the lease. */
  readonly lease: string;
}

interface DueDelivery extends Omit<LeasedDelivery, 'lease'> {
  readonly unfinishedAttempts: number;
}

/** The columns that record the result of an attempt. */
export type AttemptResult = Partial<Pick<WebhookDelivery, 'state' | 'attempts' | 'responseStatus' | 'error'>> &
  Pick<WebhookDelivery, 'nextAttemptAt'>;

/** Stores deliveries, and leases them to the processes that send them. */
export class WebhookDeliveries {
  private readonly read: ReadDatabase;
  private readonly inSequence = pLimit(1);
  private unrecorded: [LeasedDelivery, AttemptResult][] = [];

  constructor(private readonly database: Database) {
    this.read = database.read.withoutListeners();
  }

  /** The ids of the webhooks that have a delivery to send now. */
  async findDue(now: string): Promise<number[]> {
    const rows = await this.read.query<{ id: number }>(sql`
      SELECT w.id FROM webhook w
      WHERE EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND ${isReady(now)})
      ORDER BY w.id`);
    return rows.map(({ id }) => id);
  }

  /**
   * Leases due deliveries of these webhooks. No other process can lease the same delivery before the lease ends. A delivery
   * is abandoned instead if process after process has ended during it.
   *
   * @param capacities the maximum number of deliveries by webhook
   */
  lease(capacities: ReadonlyMap<number, number>, clock: Clock): Promise<LeasedDelivery[]> {
    return this.database.write(async (manager) => {
      // The unit of work may have waited for longer than a lease.
      const now = clock().toISOString();
      const lease = later(now, LEASE_MS);
      const leased: LeasedDelivery[] = [];
      const abandoned: number[] = [];
      for (const [webhookId, capacity] of capacities) {
        for (const { unfinishedAttempts, ...delivery } of await findDueDeliveries(manager, webhookId, capacity, now)) {
          if (unfinishedAttempts >= MAX_UNFINISHED_ATTEMPTS) abandoned.push(delivery.id);
          else leased.push({ ...delivery, attempts: delivery.attempts + 1, lease });
        }
      }
      await startAttempts(manager, leased, now);
      if (abandoned.length > 0) await abandon(manager, { id: In(abandoned) }, UNFINISHED);
      return leased;
    });
  }

  /** Records the result of an attempt, together with other results. Does nothing if another process has the lease now. */
  recordResult(delivery: LeasedDelivery, result: AttemptResult): Promise<void> {
    this.unrecorded.push([delivery, result]);
    return this.inSequence(() => this.flush());
  }

  /** Disables a webhook whose receiver responded with 410 (Gone), and abandons its pending deliveries. */
  async disable(delivery: LeasedDelivery, result: AttemptResult, now: string): Promise<void> {
    const { webhookId } = delivery;
    await this.database.writeWithRetries(async (manager) => {
      // The webhook is updated first: two processes that get this status at the same time must not deadlock on deliveries.
      await manager.update(Webhook, { id: webhookId, disabledAt: IsNull() }, { disabledAt: now });
      await writeResult(manager, delivery, result);
      const pending = { webhookId, state: WebhookDeliveryState.PENDING };
      await abandon(manager, pending, 'The receiver has responded with 410 (Gone)');
    });
  }

  /** Deletes deliveries of events that are more than 30 days old at this instant, except pending ones. */
  async deleteExpired(now: string): Promise<void> {
    const isExpired = { occurredAt: LessThanOrEqual(later(now, -RETENTION_MS)), nextAttemptAt: IsNull() };
    await this.database.write((manager) => manager.delete(WebhookDelivery, isExpired));
  }

  private async flush(): Promise<void> {
    if (this.unrecorded.length === 0) return;
    await delay(BATCH_DELAY_MS);
    const results = this.unrecorded;
    this.unrecorded = [];
    await this.database.writeWithRetries(async (manager) => {
      for (const [delivery, result] of results) await writeResult(manager, delivery, result);
    });
  }
}

/**
 * A condition on the table under the alias `d`: deliveries that are due, and not behind another one. Content changes of
 * one item are delivered in the order of their events, so that a receiver never treats an old change as the latest one.
 */
function isReady(now: string): Sql {
  return sql`d.next_attempt_at <= ${now} AND NOT EXISTS (
    SELECT 1 FROM webhook_delivery earlier
    WHERE earlier.webhook_id = d.webhook_id AND earlier.item_type = d.item_type AND earlier.item_id = d.item_id
      AND earlier.event_id < d.event_id AND earlier.next_attempt_at IS NOT NULL)`;
}

function findDueDeliveries(
  manager: EntityManager,
  webhookId: number,
  limit: number,
  now: string,
): Promise<DueDelivery[]> {
  return executeSql(
    manager,
    sql`SELECT d.id, d.webhook_id, w.url, w.sealed_secret, d.attempts, d.unfinished_attempts, d.event_id, d.type, d.item_type,
        d.item_id, d.slug, d.locales, d.occurred_at
      FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
      WHERE d.webhook_id = ${webhookId} AND ${isReady(now)}
      ORDER BY d.next_attempt_at, d.id LIMIT ${limit} ${forUpdate(manager, { of: 'd', skipLocked: true })}`,
  );
}

/**
 * An attempt counts once its result is recorded: an attempt that ends with the server says nothing of the receiver. Until
 * then, it is unfinished.
 */
async function startAttempts(manager: EntityManager, leased: readonly LeasedDelivery[], now: string): Promise<void> {
  if (leased.length === 0) return;
  await executeSql(
    manager,
    sql`UPDATE webhook_delivery SET next_attempt_at = ${leased[0]!.lease}, last_attempt_at = ${now},
        unfinished_attempts = unfinished_attempts + 1
      WHERE id IN (${join(leased.map(({ id }) => id))})`,
  );
}

async function abandon(
  manager: EntityManager,
  deliveries: FindOptionsWhere<WebhookDelivery>,
  error: string,
): Promise<void> {
  await manager.update(WebhookDelivery, deliveries, {
    state: WebhookDeliveryState.FAILED,
    nextAttemptAt: null,
    error,
  });
}

async function writeResult(
  manager: EntityManager,
  { id, lease }: LeasedDelivery,
  result: AttemptResult,
): Promise<void> {
  await manager.update(WebhookDelivery, { id, nextAttemptAt: lease }, { ...result, unfinishedAttempts: 0 });
}
