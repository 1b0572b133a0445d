import { createHash, randomUUID } from 'node:crypto';
import { WorkLoop } from '../../../core/background/work-loop';
import type { Database } from '../../../database/database';
import { exchangeUse } from '../../../database/postgres/rate-limit-use';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import type { RateLimits } from './rate-limits';

const INTERVAL_MS = 2_000;

/**
 * The part of the smallest limit from which an instance reports what a subject uses. Most subjects never get there, so
 * an instance usually writes nothing. It is also what a subject may use on each further instance without being noticed.
 */
const REPORTED_PART = 0.05;

/**
 * Shares what subjects use among the instances on one PostgreSQL database. Each instance counts in memory, and reports
 * subjects that use much every two seconds, all in one statement, which also reads what they use elsewhere.
 */
export class RateLimitSharing {
  private readonly instance = randomUUID();
  private readonly loop: WorkLoop;
  /** The last report, by the hashes of subjects. */
  private reported: ReadonlyMap<string, number> = new Map();
  private reportedMinute = 0;

  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    onError: (error: unknown) => void,
  ) {
    this.loop = new WorkLoop(async () => {
      await this.exchange();
      return INTERVAL_MS;
    }, onError);
  }

  start(): void {
    if (this.database.isShareable) this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Reports what subjects have used here, and reads what they have used elsewhere. */
  async exchange(): Promise<void> {
    const minute = this.limits.currentMinute;
    const uses = this.limits.usesFrom(REPORTED_PART);
    if (uses.size === 0) return;
    const keys = new Map([...uses.keys()].map((key) => [hashOf(key), key]));
    const used = new Map([...keys].map(([hash, key]) => [hash, uses.get(key)!]));
    const isNew = minute !== this.reportedMinute;
    const rows = await this.database.write((manager) =>
      exchangeUse(manager, {
        instance: this.instance,
        minute,
        subjects: [...keys.keys()],
        changed: [...used].filter(([hash, points]) => isNew || this.reported.get(hash) !== points),
      }),
    );
    this.reported = used;
    this.reportedMinute = minute;
    if (minute !== this.limits.currentMinute) return;
    for (const row of rows) this.limits.setOthers(keys.get(row.subject)!, row.used);
  }

  /** Deletes what was reported in earlier minutes. */
  async deleteExpired(): Promise<void> {
    const minute = this.limits.currentMinute;
    await this.database.write((manager) =>
      executeSql(manager, sql`DELETE FROM rate_limit_use WHERE minute < ${minute - 1}`),
    );
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
