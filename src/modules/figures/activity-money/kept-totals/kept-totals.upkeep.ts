import { setTimeout as delay } from 'node:timers/promises';
import { WorkLoop } from '../../../../core/background/work-loop';
import type { Database } from '../../../../database/database';
import type { ReadDatabase } from '../../../../database/reading/read-database';
import { withoutPublicRevision } from '../../../../database/revisions/public-revision';
import { takeAdvisoryLock } from '../../../../database/sql/advisory-lock';
import { raw } from '../../../../database/sql/sql';
import { emptyKeptTotals } from '../../../../database/triggers/money-triggers';
import { correctActivityFirsts } from '../../money/activity-firsts';
import { countChangedMoney } from './counted-money';

/** Milliseconds between checks. Meanwhile, requests add up what has changed. */
const CHECK_INTERVAL_MS = 10_000;

/** Milliseconds between units of work at least, in which others can write. */
const MIN_PAUSE_MS = 5;

/**
 * The shares of a unit of work in a process of its own. Shares of the same total are added up before it is written. On SQLite, mutations of a
 * server wait for such a unit, which takes about a tenth of a second.
 */
const SHARES_OF_LARGE_UNIT = 1_000;

/** Counts the money that has changed, in the background. */
export class KeptTotalsUpkeep {
  private readonly loop: WorkLoop;

  constructor(database: Database, onError: (error: unknown) => void) {
    const read = database.read.withoutListeners();
    let after = 0;
    this.loop = new WorkLoop(async () => {
      if (!(await hasChanged(read))) return CHECK_INTERVAL_MS;
      const counted = await countUnit(database, after);
      after = counted?.last ?? 0;
      return counted?.pauseMs ?? MIN_PAUSE_MS;
    }, onError);
  }

  start(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}

/** Counts all money that has changed, in a process that serves no requests. */
export async function countMoney(database: Database): Promise<void> {
  let after = 0;
  while (await hasChanged(database.read)) {
    const counted = await countUnit(database, after, SHARES_OF_LARGE_UNIT);
    after = counted?.last ?? 0;
    await delay(counted?.pauseMs ?? MIN_PAUSE_MS);
  }
}

async function hasChanged(read: ReadDatabase): Promise<boolean> {
  const [changed] = await read.query(raw('SELECT 1 FROM changed_money LIMIT 1'));
  return changed !== undefined;
}

/** Makes all kept totals anew, and corrects the bits of shares that they count activities by. */
export async function recountMoney(database: Database): Promise<void> {
  await correctActivityFirsts(database);
  await database.write((manager) =>
    withoutPublicRevision(manager, async () => {
      await takeAdvisoryLock(manager, 'moneyTotals');
      await emptyKeptTotals(manager);
    }),
  );
  await countMoney(database);
}

/** A unit of work that counts, and the time that it leaves to others afterwards. */
interface CountedUnit {
  readonly last: number;
  readonly pauseMs: number;
}

/** The public sees the same before and after. Null: there was nothing to count. */
async function countUnit(database: Database, after: number, maxShares?: number): Promise<CountedUnit | null> {
  let startedAt = performance.now();
  const last = await database.writeWithRetries((manager) => {
    startedAt = performance.now();
    return withoutPublicRevision(manager, () => countChangedMoney(manager, after, maxShares));
  });
  return last === null ? null : { last, pauseMs: Math.max(MIN_PAUSE_MS, performance.now() - startedAt) };
}
