import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { ReadDatabase } from '../../database/read-database';
import { executeSql, forUpdate } from '../../database/write-sql';
import { Role } from '../../core/access/role';
import type { Clock } from '../../core/time';
import { anonymous, type Viewer } from '../../core/access/viewer';
import { PublicationState } from '../publishing/publication.entity';
import { Backoff } from '../../core/background/backoff';
import { WorkLoop } from '../../core/background/work-loop';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import type { ScheduledType } from './scheduled-kinds';

/** Milliseconds: another instance may schedule something in the meantime, and stop. */
const MAX_SLEEP_MS = 1_000;

/** Milliseconds until something due is tried again that somebody was changing. */
const RETRY_MS = 500;

const MAX_BATCH = 1_000;

/** Nobody, who may do everything: whoever scheduled the thing may have lost their account since. */
const server: Viewer = { ...anonymous, role: Role.ADMIN };

interface SchedulingOptions {
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Publishes what is scheduled once its time has come, be it that nobody was there to do it at that time, or that it was
 * in the trash with its activity. Of several instances on one database, the one that comes first does it.
 */
export class Scheduling {
  private readonly read: ReadDatabase;
  private readonly repetition: WorkLoop;
  private readonly backoffs = new Map<ScheduledType, Backoff>();

  constructor(
    read: ReadDatabase,
    private readonly mutations: MutationRunner,
    private readonly kinds: readonly ScheduledType[],
    private readonly options: SchedulingOptions,
  ) {
    this.read = read.withoutListeners();
    this.repetition = new WorkLoop(() => this.publishDue(), options.onError);
  }

  start(): void {
    this.repetition.wake();
  }

  /** Lets what is being published be published. */
  stop(): Promise<void> {
    return this.repetition.stop();
  }

  /** Publishes all that is due; gives the milliseconds until more may be. */
  private async publishDue(): Promise<number> {
    const now = this.options.clock().toISOString();
    const first = await this.findFirst(now);
    if (first === null || first > now) return sleepUntil(first, now);
    for (const kind of this.kinds) {
      for (const id of await this.findDue(kind, now)) await this.publish(kind, id, now);
    }
    return sleepUntil(await this.findFirst(now), now);
  }

  /** When the next thing is due, or was; null: nothing is scheduled. */
  private async findFirst(now: string): Promise<string | null> {
    const firsts = this.kinds.map(
      (kind) =>
        sql`SELECT * FROM (
          SELECT t.publish_at FROM ${raw(kind.table)} t
          WHERE t.publish_at IS NOT NULL AND ${isScheduled(kind)} AND ${this.isTried(kind, now)} ORDER BY t.publish_at LIMIT 1) first_of_kind`,
    );
    const [first] = await this.read.query<{ publishAt: string }>(
      sql`${join(firsts, ' UNION ALL ')} ORDER BY publish_at LIMIT 1`,
    );
    return first?.publishAt ?? null;
  }

  private async findDue(kind: ScheduledType, now: string): Promise<number[]> {
    const rows = await this.read.query<{ id: number }>(sql`
      SELECT t.id FROM ${raw(kind.table)} t
      WHERE t.publish_at <= ${now} AND ${isScheduled(kind)} AND ${this.isTried(kind, now)}
      ORDER BY t.publish_at, t.id LIMIT ${MAX_BATCH}`);
    return rows.map(({ id }) => id);
  }

  /** Which of a kind have not failed just now, as a condition on the table under the alias `t`. */
  private isTried(kind: ScheduledType, now: string): Sql {
    return sql`NOT (${this.read.isIn(sql`t.id`, this.backoffOf(kind).waiting(now))})`;
  }

  private backoffOf(kind: ScheduledType): Backoff {
    const backoff = this.backoffs.get(kind) ?? new Backoff();
    this.backoffs.set(kind, backoff);
    return backoff;
  }

  /** One that cannot be published does not hold up the others. */
  private async publish(kind: ScheduledType, id: number, now: string): Promise<void> {
    try {
      await this.mutations.commit({ viewer: server, now }, async (unit) => {
        const version = await lockDue(unit.manager, kind, id, now);
        if (version !== null) await kind.publish(unit, { id, version });
      });
    } catch (error) {
      this.backoffOf(kind).fail(id, now);
      this.options.onError(error);
    }
  }
}

/**
 * Which of a kind are to be published at some time, as a condition on the table under the alias `t`. What is in the trash
 * with its activity waits until that is restored.
 */
function isScheduled({ isEditable }: ScheduledType): Sql {
  return sql`t.publication_state = ${raw(`'${PublicationState.SCHEDULED}'`)} AND ${isEditable(server)}`;
}

/**
 * Locks an item for update if it is still due. Returns its version, or null if it is no longer due or another unit of
 * work has locked it.
 */
async function lockDue(manager: EntityManager, kind: ScheduledType, id: number, now: string): Promise<number | null> {
  const [due] = await executeSql<{ version: number }>(
    manager,
    sql`SELECT t.version FROM ${raw(kind.table)} t
      WHERE t.id = ${id} AND t.publish_at <= ${now} AND ${isScheduled(kind)}
      ${forUpdate(manager, { skipLocked: true })}`,
  );
  return due?.version ?? null;
}

function sleepUntil(due: string | null, now: string): number {
  if (due === null) return MAX_SLEEP_MS;
  return due <= now ? RETRY_MS : Math.min(Date.parse(due) - Date.parse(now), MAX_SLEEP_MS);
}
