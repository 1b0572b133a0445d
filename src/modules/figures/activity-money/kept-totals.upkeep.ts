import { WorkLoop } from '../../../core/background/work-loop';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/lock';
import { listAllMoney } from '../../../database/money-triggers';
import { withoutPublicRevision } from '../../../database/public-revision';
import { raw } from '../../../database/sql';
import { executeSql } from '../../../database/write-sql';
import { countChangedMoney } from './kept-totals';

/** The activities of one unit of work. While it runs, no editor can write to SQLite. */
const BATCH_SIZE = 50;

/** Milliseconds between batches, in which others can write. */
const PAUSE_MS = 20;

/** Milliseconds between checks. Meanwhile, requests add up what has changed. */
const CHECK_INTERVAL_MS = 10_000;

/** Counts the money that has changed, in the background. */
export class KeptTotalsUpkeep {
  private readonly loop: WorkLoop;

  constructor(database: Database, onError: (error: unknown) => void) {
    const read = database.read.withoutListeners();
    this.loop = new WorkLoop(async () => {
      const [changed] = await read.query(raw('SELECT 1 FROM changed_money LIMIT 1'));
      if (changed === undefined) return CHECK_INTERVAL_MS;
      return (await countBatch(database)) < BATCH_SIZE ? CHECK_INTERVAL_MS : PAUSE_MS;
    }, onError);
  }

  start(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}

/** Counts all money that has changed. */
export async function countMoney(database: Database): Promise<void> {
  while ((await countBatch(database)) === BATCH_SIZE);
}

/** Makes all kept totals anew. */
export async function recountMoney(database: Database): Promise<void> {
  await database.write(async (manager) => {
    await takeAdvisoryLock(manager, 'moneyTotals');
    for (const table of ['money_total', 'counted_share']) await executeSql(manager, raw(`DELETE FROM ${table}`));
    await listAllMoney(manager);
  });
  await countMoney(database);
}

/** The public sees the same before and after. */
function countBatch(database: Database): Promise<number> {
  return database.writeWithRetries((manager) =>
    withoutPublicRevision(manager, () => countChangedMoney(manager, BATCH_SIZE)),
  );
}
