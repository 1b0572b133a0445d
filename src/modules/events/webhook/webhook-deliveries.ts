import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import sql from 'sql-template-tag';
import { In, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import type { ReadDatabase } from '../../../database/read-database';
import { executeSql, forUpdate } from '../../../database/write-sql';
import { DAY_MS, later } from '../../../core/time';
import { WebhookDelivery, WebhookDeliveryState } from './webhook-delivery.entity';
import type { QueuedEvent } from './webhook-event';
import { Webhook } from './webhook.entity';

/** Milliseconds. Twice what a try takes at most: when they have passed, whoever made the try is dead. */
const leaseMs = 30_000;

const keptMs = 30 * DAY_MS;

/** Milliseconds for which what came of tries is gathered: each unit of work has SQLite, and all requests, wait for the disk. */
const gatheringMs = 50;

/** A delivery that this process is to send now, with what it needs for that. */
export interface ClaimedDelivery extends QueuedEvent {
  readonly id: number;
  readonly webhookId: number;
  readonly url: string;
  readonly sealedSecret: string;
  /** How often it was tried, this time included. */
  readonly attempts: number;
  /** Until when it is this process's; also tells this claim from others. */
  readonly lease: string;
}

/** What is written of a try. */
export type Settlement = Partial<Pick<WebhookDelivery, 'state' | 'attempts' | 'responseStatus' | 'error'>> &
  Pick<WebhookDelivery, 'nextAttemptAt'>;

/** Deliveries as the database keeps them, for several processes that send. */
export class WebhookDeliveries {
  private readonly read: ReadDatabase;
  private readonly oneAtATime = pLimit(1);
  private unsettled: [ClaimedDelivery, Settlement][] = [];

  constructor(private readonly database: Database) {
    this.read = database.read.withoutListeners();
  }

  /** The webhooks to which something is due. */
  async findDue(now: string): Promise<number[]> {
    const rows = await this.read.query<{ id: number }>(sql`
      SELECT w.id FROM webhook w
      WHERE EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.next_attempt_at <= ${now})
      ORDER BY w.id`);
    return rows.map(({ id }) => id);
  }

  /** Takes what is due to these webhooks, so many at most to each; no other process takes the same until the lease ends. */
  claim(rooms: ReadonlyMap<number, number>, now: string): Promise<ClaimedDelivery[]> {
    const lease = later(now, leaseMs);
    return this.database.write(async (manager) => {
      const claimed: ClaimedDelivery[] = [];
      for (const [webhookId, room] of rooms) {
        const due = await findDueTo(manager, webhookId, room, now);
        claimed.push(...due.map((delivery) => ({ ...delivery, attempts: delivery.attempts + 1, lease })));
      }
      const ids = claimed.map(({ id }) => id);
      const taken = { attempts: () => 'attempts + 1', nextAttemptAt: lease, lastAttemptAt: now };
      await manager.update(WebhookDelivery, { id: In(ids) }, taken);
      return claimed;
    });
  }

  /** Writes what came of a try, unless it is another's by now; together with what comes of others within a moment. */
  settle(claimed: ClaimedDelivery, settlement: Settlement): Promise<void> {
    this.unsettled.push([claimed, settlement]);
    return this.oneAtATime(() => this.settleAll());
  }

  /** Disables a webhook whose receiver wants no more, and gives up all that was to be sent to it. */
  async disable(claimed: ClaimedDelivery, settlement: Settlement, now: string): Promise<void> {
    const { webhookId } = claimed;
    await this.database.writeWithRetries(async (manager) => {
      // First: two that are told so at once must not wait for each other's deliveries.
      await manager.update(Webhook, { id: webhookId, disabledAt: IsNull() }, { disabledAt: now });
      await settleIn(manager, claimed, settlement);
      const { PENDING, FAILED } = WebhookDeliveryState;
      const givenUp = { state: FAILED, nextAttemptAt: null, error: 'The receiver wants no more messages' };
      await manager.update(WebhookDelivery, { webhookId, state: PENDING }, givenUp);
    });
  }

  /** Deletes deliveries of events of over 30 days before this instant, but none that is pending. */
  async forgetOld(now: string): Promise<void> {
    const isOld = { occurredAt: LessThanOrEqual(later(now, -keptMs)), nextAttemptAt: IsNull() };
    await this.database.write((manager) => manager.delete(WebhookDelivery, isOld));
  }

  private async settleAll(): Promise<void> {
    if (this.unsettled.length === 0) return;
    await delay(gatheringMs);
    const ended = this.unsettled;
    this.unsettled = [];
    await this.database.writeWithRetries(async (manager) => {
      for (const [claimed, settlement] of ended) await settleIn(manager, claimed, settlement);
    });
  }
}

function findDueTo(
  manager: EntityManager,
  webhookId: number,
  most: number,
  now: string,
): Promise<Omit<ClaimedDelivery, 'lease'>[]> {
  return executeSql(
    manager,
    sql`SELECT d.id, d.webhook_id, w.url, w.sealed_secret, d.attempts, d.event_id, d.type, d.thing_id AS item_id,
        d.occurred_at
      FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
      WHERE d.webhook_id = ${webhookId} AND d.next_attempt_at <= ${now}
      ORDER BY d.next_attempt_at, d.id LIMIT ${most} ${forUpdate(manager, { of: 'd', skipLocked: true })}`,
  );
}

async function settleIn(manager: EntityManager, { id, lease }: ClaimedDelivery, settlement: Settlement): Promise<void> {
  await manager.update(WebhookDelivery, { id, nextAttemptAt: lease }, settlement);
}
