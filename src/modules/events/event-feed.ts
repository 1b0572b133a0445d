import { EventEmitter, on } from 'node:events';
import sql from 'sql-template-tag';
import { IsNull, LessThanOrEqual, Not } from 'typeorm';
import type { Database } from '../../database/database';
import type { ReadDatabase } from '../../database/read-database';
import { DAY_MS, HOUR_MS, later } from '../../core/time';
import { OutboxEvent, type EventType } from '../publishing/outbox';
import { WorkLoop } from '../../core/background/work-loop';

/** Something that has happened, as it is told. */
export interface ToldEvent {
  /** By which receivers know a repeat. */
  readonly id: number;
  readonly type: EventType;
  readonly itemId: number;
}

/** Milliseconds: the feed is woken by what tells; this is for what tells nobody, such as another process on SQLite. */
const pollMs = 1_000;

/** How long the server waits for the unit of work that was to write a missing id; most were rolled back. */
const missingForMs = HOUR_MS;

/** How many ids may be missing; of more, the lowest are given up. */
const mostMissing = 10_000;

const batchSize = 1_000;
const keptMs = 7 * DAY_MS;

/**
 * Tells this instance's subscribers of each event once, whichever instance has left it, in the order of ids: but
 * on PostgreSQL a unit of work may commit after one that took a higher id, and its events are told when it does.
 */
export class EventFeed {
  private readonly read: ReadDatabase;
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly repetition: WorkLoop;
  /** Up to here ids are told, except for those that are missing. */
  private highest = 0;
  /** Ids that were taken but not seen, with when (by performance.now) they are given up. */
  private readonly missing = new Map<number, number>();

  constructor(
    private readonly database: Database,
    onError: (error: unknown) => void,
  ) {
    this.read = database.read.withoutListeners();
    this.repetition = new WorkLoop(() => this.tellNew(), onError);
  }

  /** Events from here on are told. */
  async start(): Promise<void> {
    // What runs at this moment may have taken ids among the last.
    const last = await this.read.query<{ id: number }>(
      sql`SELECT e.id FROM outbox_event e ORDER BY e.id DESC LIMIT ${batchSize}`,
      'custom',
    );
    const ids = last.map(({ id }) => id).reverse();
    this.highest = (ids[0] ?? 1) - 1;
    for (const id of ids) this.pass(id);
    this.repetition.wake();
  }

  /** Has it look at once: there may be events. */
  wake(): void {
    this.repetition.wake();
  }

  /** What is told from here on, until the signal ends it. */
  events(signal: AbortSignal): AsyncIterable<ToldEvent> {
    return untilAborted(on(this.emitter, 'event', { signal }), signal);
  }

  stop(): Promise<void> {
    return this.repetition.stop();
  }

  /** Deletes events of over a week before this instant: everybody has been told of them, or they are queued to be told. */
  async forgetOld(now: string): Promise<void> {
    const isOld = { at: LessThanOrEqual(later(now, -keptMs)), queuedAt: Not(IsNull()) };
    await this.database.write((manager) => manager.delete(OutboxEvent, isOld));
  }

  private async tellNew(): Promise<number> {
    for (;;) {
      const events = await this.findNew();
      for (const event of events) {
        this.pass(event.id);
        this.emitter.emit('event', event);
      }
      if (events.length < batchSize) break;
    }
    this.giveUpMissing();
    return pollMs;
  }

  private findNew(): Promise<ToldEvent[]> {
    const isMissing = this.missing.size === 0 ? sql`1 = 0` : this.read.isIn(sql`e.id`, [...this.missing.keys()]);
    return this.read.query<ToldEvent>(
      sql`SELECT e.id, e.type, e.thing_id AS item_id FROM outbox_event e
        WHERE e.id > ${this.highest} OR ${isMissing} ORDER BY e.id LIMIT ${batchSize}`,
      'custom',
    );
  }

  /** Takes an id for seen, and those between it and the highest before it for missing. */
  private pass(id: number): void {
    if (this.missing.delete(id)) return;
    const until = performance.now() + missingForMs;
    for (let between = Math.max(this.highest + 1, id - mostMissing); between < id; between++) {
      this.missing.set(between, until);
    }
    this.highest = id;
  }

  private giveUpMissing(): void {
    const now = performance.now();
    let tooMany = this.missing.size - mostMissing;
    // The earliest first: a Map gives its keys in the order in which they came.
    for (const [id, until] of this.missing) {
      if (tooMany <= 0 && until > now) break;
      this.missing.delete(id);
      tooMany -= 1;
    }
  }
}

async function* untilAborted(told: AsyncIterable<unknown[]>, signal: AbortSignal): AsyncGenerator<ToldEvent> {
  try {
    for await (const [event] of told) yield event as ToldEvent;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
