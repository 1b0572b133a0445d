import { IsNull, LessThanOrEqual, Not } from 'typeorm';
import { WorkLoop } from '../../core/background/work-loop';
import { DAY_MS, HOUR_MS, later } from '../../core/time';
import type { Database } from '../../database/database';
import type { ReadDatabase } from '../../database/reading/read-database';
import { never } from '../../database/sql/conditions';
import { sql } from '../../database/sql/sql';
import type { EventType } from '../publishing/event-type';
import { OutboxEvent } from '../publishing/outbox';
import type { PublishableType } from '../publishing/publishable';
import { EventQueue } from './event-queue';

/** An event of the outbox, as subscribers receive it. */
export interface FeedEvent {
  /** The id of the event in the outbox. */
  readonly id: number;
  readonly type: EventType;
  /** Null for publications, as `slug` and `locales` are. */
  readonly itemType: PublishableType | null;
  readonly itemId: number;
  readonly slug: string | null;
  /** Separated by spaces. */
  readonly locales: string | null;
  readonly at: string;
  /** The number of the event among those that this instance has delivered, from 1. */
  readonly position: number;
}

type StoredEvent = Omit<FeedEvent, 'position'>;

/** `wake` announces most events. Polling finds the others, such as those of another process on SQLite. */
const POLL_MS = 1_000;

/** How long new events stay in the outbox until it is seen again whether the queues have places for them. */
const CROWDED_MS = 50;

/** Maximum wait for the unit of work that took a missing id. Most such units of work were rolled back. */
const MAX_MISSING_MS = HOUR_MS;

/** Maximum number of missing ids. If there are more, the lowest are given up. */
const MAX_MISSING = 10_000;

const BATCH_SIZE = 1_000;
const RETENTION_MS = 7 * DAY_MS;

/**
 * Delivers each event of the outbox once to the subscribers of this instance, whichever instance wrote it. Events come in
 * the order of their ids, with one exception: on PostgreSQL a unit of work may commit after one with higher ids, and its
 * events follow then.
 */
export class EventFeed {
  private readonly read: ReadDatabase;
  private readonly queues = new Set<EventQueue<FeedEvent>>();
  private readonly loop: WorkLoop;
  /** The highest id that was seen. All lower ids were delivered, except the missing ones. */
  private highest = 0;
  /** The latest time of an event that was seen. */
  private latestAt = '';
  private delivered = 0;
  /** Ids that were taken but not seen, with the time (of `performance.now`) at which they are given up. */
  private readonly missing = new Map<number, number>();

  constructor(
    private readonly database: Database,
    onError: (error: unknown) => void,
  ) {
    this.read = database.read.withoutListeners();
    this.loop = new WorkLoop(() => this.emitNew(), onError);
  }

  /** Starts to deliver the events that are committed from now on. */
  async start(): Promise<void> {
    // A unit of work that is running now may have taken one of the latest ids.
    const last = await this.read.query<Pick<StoredEvent, 'id' | 'at'>>(
      sql`SELECT e.id, e.at FROM outbox_event e ORDER BY e.id DESC LIMIT ${BATCH_SIZE}`,
      { planMode: 'custom' },
    );
    this.highest = (last.at(-1)?.id ?? 1) - 1;
    for (const event of last.reverse()) this.markSeen(event);
    this.loop.wake();
  }

  /** Reads the outbox now. Call it when there may be new events. */
  wake(): void {
    this.loop.wake();
  }

  /** The position of the event that was delivered last; 0 if there was none. */
  get position(): number {
    return this.delivered;
  }

  /**
   * The events from the call on, until the signal aborts.
   *
   * @throws TooManyRequestsError, while they are iterated, when more than 10,000 of them wait
   */
  events(signal: AbortSignal): AsyncIterable<FeedEvent> {
    const queue = new EventQueue<FeedEvent>();
    this.queues.add(queue);
    const remove = (): void => void this.queues.delete(queue);
    signal.addEventListener('abort', remove, { once: true });
    if (signal.aborted) remove();
    return queue.take(signal);
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Deletes events that are more than a week old at this instant and queued for webhooks. */
  async deleteExpired(now: string): Promise<void> {
    const isExpired = { at: LessThanOrEqual(later(now, -RETENTION_MS)), queuedAt: Not(IsNull()) };
    await this.database.write((manager) => manager.delete(OutboxEvent, isExpired));
  }

  private async emitNew(): Promise<number> {
    for (;;) {
      // One unit of work may append more events than a queue has places for: a programme's new name changes its activities.
      if ([...this.queues].some(({ isCrowded }) => isCrowded)) return CROWDED_MS;
      const found = await this.findFromHighest();
      const isHighestFound = found.some(({ id, at }) => id === this.highest && at <= this.latestAt);
      if (!isHighestFound && (await this.forgetLost())) continue;
      for (const event of found.filter(({ id }) => id !== this.highest)) {
        this.markSeen(event);
        this.delivered += 1;
        const delivered = { ...event, position: this.delivered };
        for (const queue of this.queues) queue.push(delivered);
      }
      if (found.length < BATCH_SIZE) break;
    }
    this.giveUpMissing();
    return POLL_MS;
  }

  /**
   * Lowers the highest id to that of an event that the outbox still has. A standby that lacked the last events when it was promoted
   * gives their ids again. Events with these ids are new if they are later than all that were seen. Changes nothing if no
   * event is left: the outbox may have expired. Returns true if the highest id is lower now.
   */
  private async forgetLost(): Promise<boolean> {
    const [kept] = await this.read.query<{ seen: number | null; first: number | null }>(
      sql`SELECT max(CASE WHEN e.at <= ${this.latestAt} THEN e.id END) AS seen, min(e.id) AS first
        FROM outbox_event e WHERE e.id <= ${this.highest}`,
      { planMode: 'custom' },
    );
    const highest = kept!.seen ?? (kept!.first === null ? this.highest : kept!.first - 1);
    if (highest === this.highest) return false;
    this.highest = highest;
    for (const id of this.missing.keys()) if (id > highest) this.missing.delete(id);
    return true;
  }

  /** The events that were not seen, and the one with the highest id that was. */
  private findFromHighest(): Promise<StoredEvent[]> {
    const isMissing = this.missing.size === 0 ? never : this.read.isIn(sql`e.id`, [...this.missing.keys()]);
    return this.read.query<StoredEvent>(
      sql`SELECT e.id, e.type, e.item_type, e.item_id, e.slug, e.locales, e.at FROM outbox_event e
        WHERE e.id >= ${this.highest} OR ${isMissing} ORDER BY e.id LIMIT ${BATCH_SIZE}`,
      { planMode: 'custom' },
    );
  }

  /** Marks an event as seen, and the ids between the highest one so far and its id as missing. */
  private markSeen({ id, at }: Pick<StoredEvent, 'id' | 'at'>): void {
    if (at > this.latestAt) this.latestAt = at;
    if (this.missing.delete(id)) return;
    const until = performance.now() + MAX_MISSING_MS;
    for (let between = Math.max(this.highest + 1, id - MAX_MISSING); between < id; between++) {
      this.missing.set(between, until);
    }
    this.highest = id;
  }

  private giveUpMissing(): void {
    const now = performance.now();
    let tooMany = this.missing.size - MAX_MISSING;
    // A Map iterates in the order of insertion, so the oldest ids come first.
    for (const [id, until] of this.missing) {
      if (tooMany <= 0 && until > now) break;
      this.missing.delete(id);
      tooMany -= 1;
    }
  }
}
