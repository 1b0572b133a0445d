import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../../database/lock';
import { bulk, join, raw, sql, type Sql } from '../../../database/sql';
import { executeSql } from '../../../database/write-sql';
import { AddedTotals, type ShareToCount } from './added-totals';
import { COLUMNS_OF_COUNTED, publicShares } from './kept-totals';

/*
 * A unit of work that counts money takes about 50 ms at most, because SQLite has one thread and one writer. So the money of
 * an activity with many shares is never counted: it stays in the list, and requests add it up.
 */

/** The maximum number of shares of an activity that is counted. */
const MAX_SHARES_OF_ACTIVITY = 500;

/** A unit of work takes another activity while it has fewer shares than these, as they were and as they are. */
const SHARES_OF_UNIT = 100;

/** The activities that a unit of work looks at. */
const ACTIVITIES_OF_UNIT = 50;

const ROWS_OF_INSERT = 500;

/** An activity of the list. */
interface ListedActivity {
  readonly activityId: number;
  /** Its shares in the kept totals, and those that it has now. Of many, not all are counted. */
  readonly before: number | string;
  readonly now: number | string;
}

/**
 * Counts some of the activities that have changed. On PostgreSQL, only rows that are committed are removed from the list, and
 * all later statements see at least what they have changed. What the totals gain is what `counted_share` gains.
 *
 * @param after the last activity that the unit of work before has looked at
 * @returns the last one that this one has looked at; null: there are no more
 */
export async function countChangedMoney(manager: EntityManager, after: number): Promise<number | null> {
  await takeAdvisoryLock(manager, 'moneyTotals');
  const listed = await executeSql<ListedActivity>(
    manager,
    sql`
      SELECT c.activity_id, ${sharesIn('counted_share')} AS before, ${sharesIn('money_share')} AS now
      FROM (SELECT DISTINCT activity_id FROM changed_money WHERE activity_id > ${after}
        ORDER BY activity_id LIMIT ${ACTIVITIES_OF_UNIT}) c
      ORDER BY c.activity_id`,
  );
  const counted: number[] = [];
  let [last, shares]: [number | null, number] = [null, 0];
  for (const { activityId, before, now } of listed) {
    if (shares >= SHARES_OF_UNIT) break;
    last = activityId;
    if (Math.max(Number(before), Number(now)) > MAX_SHARES_OF_ACTIVITY) continue;
    counted.push(activityId);
    shares += Number(before) + Number(now);
  }
  if (counted.length > 0) await countActivities(manager, counted);
  return last;
}

async function countActivities(manager: EntityManager, ids: readonly number[]): Promise<void> {
  const isCounted = sql`activity_id IN (${join(ids)})`;
  await executeSql(manager, sql`DELETE FROM changed_money WHERE ${isCounted}`);
  const totals = new AddedTotals();
  const add = async (times: 1 | -1): Promise<void> => {
    const shares = sharesToCount(sql`counted_share WHERE ${isCounted}`);
    totals.addShares(await executeSql<ShareToCount>(manager, shares), times);
  };
  await add(-1);
  await executeSql(manager, sql`DELETE FROM counted_share WHERE ${isCounted}`);
  await executeSql(
    manager,
    sql`
      INSERT INTO counted_share (${raw(COLUMNS_OF_COUNTED)})
      SELECT ${raw(COLUMNS_OF_COUNTED)} FROM (${publicShares()}) p WHERE ${isCounted}`,
  );
  await add(1);
  const changes = totals.changes();
  for (let from = 0; from < changes.length; from += ROWS_OF_INSERT) {
    await executeSql(
      manager,
      sql`
        INSERT INTO money_total (${raw(COLUMNS_OF_TOTALS)}) VALUES ${bulk(changes.slice(from, from + ROWS_OF_INSERT))}
        ON CONFLICT (dimensions, kind, currency, first_key, second_key) DO UPDATE SET ${raw(ADDED)}`,
    );
  }
  await executeSql(manager, raw('DELETE FROM money_total WHERE items = 0'));
}

/** Selects what `AddedTotals` adds, ordered by activity. */
function sharesToCount(from: Sql): Sql {
  return sql`SELECT ${raw(COLUMNS_OF_COUNTED)}, units >> 32 AS units_high, units & 4294967295 AS units_low
    FROM ${from} ORDER BY activity_id, position`;
}

function sharesIn(table: string): Sql {
  return raw(`(SELECT count(*) FROM (
    SELECT 1 FROM ${table} s WHERE s.activity_id = c.activity_id LIMIT ${MAX_SHARES_OF_ACTIVITY + 1}) n)`);
}

const ADDED_COLUMNS = ['units_high', 'units_low', 'nanos', 'items', 'activities'];

export const COLUMNS_OF_TOTALS = ['dimensions, kind, currency, first_key, second_key', ...ADDED_COLUMNS].join(', ');

const ADDED = ADDED_COLUMNS.map((column) => `${column} = money_total.${column} + excluded.${column}`).join(', ');
