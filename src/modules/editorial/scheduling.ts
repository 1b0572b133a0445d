import type { EntityManager } from 'typeorm';
import { Role } from '../../core/access/role';
import { anonymous, type Viewer } from '../../core/access/viewer';
import { Backoff } from '../../core/background/backoff';
import { WorkLoop } from '../../core/background/work-loop';
import { tableOf } from '../../core/fields/content';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import type { Clock } from '../../core/time';
import type { ReadDatabase } from '../../database/reading/read-database';
import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forUpdate } from '../../database/sql/write-sql';
import { PublicationState } from '../publishing/publication.entity';
import type { ListedType } from '../publishing/publishable';
import { changePublishable } from '../publishing/publishable-changes';
import { transitions } from '../publishing/transition/transitions';
import type { PublicationFailures } from './publication-failures';

/** Maximum milliseconds between checks: another instance may schedule an item and then stop. */
const MAX_SLEEP_MS = 1_000;

/** Milliseconds until an item that was locked by a concurrent change is tried again. */
const RETRY_MS = 500;

/** Maximum items of one type that one check publishes. */
const MAX_BATCH = 1_000;

/** The viewer of scheduled publications: no account, with all permissions. The scheduling account may no longer exist. */
const server: Viewer = { ...anonymous, role: Role.ADMIN };

interface SchedulingOptions {
  readonly clock: Clock;
  readonly failures: PublicationFailures;
  readonly onError: (error: unknown) => void;
}

/**
 * Publishes scheduled items when they are due. Items that became due while no server ran, or while their activity was in
 * the trash, are published as soon as possible. Of several instances on one database, the first one publishes an item.
 */
export class Scheduling {
  private readonly read: ReadDatabase;
  private readonly loop: WorkLoop;
  private readonly backoffs = new Map<ListedType, Backoff>();

  constructor(
    read: ReadDatabase,
    private readonly mutations: MutationRunner,
    private readonly types: readonly ListedType[],
    private readonly options: SchedulingOptions,
  ) {
    this.read = read.withoutListeners();
    this.loop = new WorkLoop(() => this.publishDue(), options.onError);
  }

  start(): void {
    this.loop.wake();
  }

  /** Waits for publications in progress. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Publishes all items that are due. Returns the milliseconds until the next check. */
  private async publishDue(): Promise<number> {
    const now = this.options.clock().toISOString();
    const first = await this.findFirst(now);
    if (first === null || first > now) return sleepUntil(first, now);
    for (const type of this.types) {
      for (const id of await this.findDue(type, now)) await this.publish(type, id, now);
    }
    return sleepUntil(await this.findFirst(now), now);
  }

  /** The time at which the next item is due, past or future. Null if no item is scheduled. */
  private async findFirst(now: string): Promise<string | null> {
    const firsts = this.types.map(
      (type) =>
        sql`SELECT * FROM (
          SELECT t.publish_at FROM ${raw(tableOf(type.content))} t
          WHERE t.publish_at IS NOT NULL AND ${isScheduled(type)} AND ${this.isTried(type, now)} ORDER BY t.publish_at LIMIT 1) first_of_type`,
    );
    const [first] = await this.read.query<{ publishAt: string }>(
      sql`${join(firsts, ' UNION ALL ')} ORDER BY publish_at LIMIT 1`,
    );
    return first?.publishAt ?? null;
  }

  private async findDue(type: ListedType, now: string): Promise<number[]> {
    const rows = await this.read.query<{ id: number }>(sql`
      SELECT t.id FROM ${raw(tableOf(type.content))} t
      WHERE t.publish_at <= ${now} AND ${isScheduled(type)} AND ${this.isTried(type, now)}
      ORDER BY t.publish_at, t.id LIMIT ${MAX_BATCH}`);
    return rows.map(({ id }) => id);
  }

  /** A condition on the type's table with the alias `t`: items that did not fail recently. */
  private isTried(type: ListedType, now: string): Sql {
    return sql`NOT (${this.read.isIn(sql`t.id`, this.backoffOf(type).waiting(now))})`;
  }

  private backoffOf(type: ListedType): Backoff {
    const backoff = this.backoffs.get(type) ?? new Backoff();
    this.backoffs.set(type, backoff);
    return backoff;
  }

  /** Publishes one item. A failure does not affect other items. */
  private async publish(type: ListedType, id: number, now: string): Promise<void> {
    try {
      await this.mutations.commit({ viewer: server, now }, async (unit) => {
        const version = await lockDue(unit.manager, type, id, now);
        if (version === null) return;
        const { action, next } = transitions.publish;
        await changePublishable(unit, type, { id, version }, next, action);
      });
    } catch (error) {
      this.backoffOf(type).fail(id, now);
      this.options.onError(error);
      await this.options.failures.report(type, id, now).catch(this.options.onError);
    }
  }
}

/**
 * A condition on the type's table with the alias `t`: scheduled items. A document whose activity is in the trash waits
 * until the activity is restored.
 */
function isScheduled({ isVisible, isEditable }: ListedType): Sql {
  return sql`t.publication_state = ${raw(`'${PublicationState.SCHEDULED}'`)}
    AND ${isVisible(server)} AND ${isEditable(server)}`;
}

/**
 * Locks an item for update if it is still due. Returns its version, or null if it is no longer due or another unit of
 * work has locked it.
 */
async function lockDue(manager: EntityManager, type: ListedType, id: number, now: string): Promise<number | null> {
  const [due] = await executeSql<{ version: number }>(
    manager,
    sql`SELECT t.version FROM ${raw(tableOf(type.content))} t
      WHERE t.id = ${id} AND t.publish_at <= ${now} AND ${isScheduled(type)}
      ${forUpdate(manager, { skipLocked: true })}`,
  );
  return due?.version ?? null;
}

function sleepUntil(due: string | null, now: string): number {
  if (due === null) return MAX_SLEEP_MS;
  return due <= now ? RETRY_MS : Math.min(Date.parse(due) - Date.parse(now), MAX_SLEEP_MS);
}
