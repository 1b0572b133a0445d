import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../../../database/sql/advisory-lock';
import { bulk, empty, join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { executeSql } from '../../../../database/sql/write-sql';
import { AddedTotals, type ShareToCount } from './added-totals';
import { COLUMNS_OF_COUNTED, publicShares } from './kept-totals';

/*
 * SQLite has one thread and one writer. So a unit of work that counts money in a server is small: of an activity that has many shares, it
 * takes a range. Between its statements, the event loop turns.
 */

/** The shares of a unit of work in a server: as many as they were, and as many as they are. It looks at as many activities. */
const SHARES_OF_UNIT = 50;

/** The totals of a statement. On SQLite, each statement holds the event loop. */
const ROWS_OF_INSERT = 100;

/** The `transactionId` of the row of an activity of which a part is counted. No transaction has it. */
const COUNTING = -1;

/** An activity of the list. */
interface ListedActivity {
  readonly activityId: number;
  /** Its shares up to this position are counted as they are. */
  readonly countedTo: number | string;
  /** The last position of its shares in the kept totals or of those that it has now, whichever is greater. */
  readonly last: number | string;
}

/** Shares by position. */
interface SharesToCount {
  readonly activityIds: readonly number[];
  /** The position after which they begin. */
  readonly after: number;
  /** Their last position, unless they are the last shares of the activities. */
  readonly to: number;
  /** True if they are the last shares of the activities: all of them are counted, even if there are more by now. */
  readonly areLast: boolean;
}

/**
 * Counts some of the money that has changed. On PostgreSQL, only rows that are committed are removed from the list, and
 * all later statements see at least what they have changed. What the totals gain is what `counted_share` gains, so that sums are
 * exact between the parts of an activity.
 *
 * @param after the last activity that the unit of work before has counted
 * @param maxShares the maximum number of shares that it counts
 * @returns the last one that this one has counted, perhaps in part; null: there are no more
 */
export async function countChangedMoney(
  manager: EntityManager,
  after: number,
  maxShares = SHARES_OF_UNIT,
): Promise<number | null> {
  await takeAdvisoryLock(manager, 'moneyTotals');
  // What has changed since a part was counted has a row of its own, by which counting begins again.
  const listed = await executeSql<ListedActivity>(
    manager,
    sql`
      SELECT c.activity_id, c.counted_to, ${lastIn('counted_share', 'money_share')} AS last
      FROM (SELECT activity_id, min(counted_to) AS counted_to FROM changed_money WHERE activity_id > ${after}
        GROUP BY activity_id ORDER BY activity_id LIMIT ${maxShares}) c
      ORDER BY c.activity_id`,
  );
  const [first] = listed;
  if (first === undefined) return null;
  const shares = sharesOfUnit(first, listed, maxShares);
  await countShares(manager, shares);
  return shares.activityIds.at(-1)!;
}

/** Whole activities while they are small, or a part of the first one. */
function sharesOfUnit(first: ListedActivity, listed: readonly ListedActivity[], maxShares: number): SharesToCount {
  const [after, last] = [Number(first.countedTo), Number(first.last)];
  const to = after + maxShares;
  if (after > 0 || last > to) return { activityIds: [first.activityId], after, to, areLast: last <= to };
  const activityIds: number[] = [];
  let shares = 0;
  for (const { activityId, countedTo, last: count } of listed) {
    shares += Number(count);
    if (Number(countedTo) > 0 || shares > maxShares) break;
    activityIds.push(activityId);
  }
  return { activityIds, after, to, areLast: true };
}

async function countShares(manager: EntityManager, shares: SharesToCount): Promise<void> {
  const { activityIds, after, to, areLast } = shares;
  const isOfActivity = sql`activity_id IN (${join(activityIds)})`;
  // A part that does not begin with the first share must leave the rows of what has changed meanwhile.
  const isCounting = after === 0 ? isOfActivity : sql`${isOfActivity} AND transaction_id = ${raw(String(COUNTING))}`;
  await executeSql(manager, sql`DELETE FROM changed_money WHERE ${isCounting}`);
  if (!areLast) {
    const [activityId] = activityIds;
    await executeSql(
      manager,
      sql`INSERT INTO changed_money (activity_id, transaction_id, counted_to) VALUES (${activityId}, ${COUNTING}, ${to})`,
    );
  }
  // On PostgreSQL, an activity may have got more shares since the list was read, and their row of the list is deleted above.
  const isCounted = sql`${isOfActivity} AND position > ${after} ${areLast ? empty : sql`AND position <= ${to}`}`;
  const totals = new AddedTotals();
  const add = async (times: 1 | -1): Promise<void> => {
    totals.addShares(
      await executeSql<ShareToCount>(manager, sharesToCount(sql`counted_share WHERE ${isCounted}`)),
      times,
    );
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
    // Not `takeTurn`: the transaction must not wait for the steps of all others.
    await nextTurn();
    await executeSql(
      manager,
      sql`
        INSERT INTO money_total (${raw(COLUMNS_OF_TOTALS)}) VALUES ${bulk(changes.slice(from, from + ROWS_OF_INSERT))}
        ON CONFLICT (dimensions, kind, currency, first_key, second_key) DO UPDATE SET ${raw(ADDED)}`,
    );
  }
  // Shares of which another one stands for the item may be counted without that one for a while.
  const isEmpty = ADDED_COLUMNS.map((column) => `${column} = 0`).join(' AND ');
  await executeSql(manager, raw(`DELETE FROM money_total WHERE ${isEmpty}`));
}

/** Selects what `AddedTotals` adds. */
function sharesToCount(from: Sql): Sql {
  return sql`SELECT ${raw(COLUMNS_OF_COUNTED)}, units >> 32 AS units_high, units & 4294967295 AS units_low FROM ${from}`;
}

/** The last position of the shares of `c` in some tables. */
function lastIn(...tables: readonly string[]): Sql {
  const positions = tables.map(
    (table) => `SELECT max(position) AS position FROM ${table} WHERE activity_id = c.activity_id`,
  );
  return raw(`(SELECT coalesce(max(position), 0) FROM (${positions.join(' UNION ALL ')}) p)`);
}

const ADDED_COLUMNS = ['units_high', 'units_low', 'nanos', 'items', 'activities'];

export const COLUMNS_OF_TOTALS = ['dimensions, kind, currency, first_key, second_key', ...ADDED_COLUMNS].join(', ');

const ADDED = ADDED_COLUMNS.map((column) => `${column} = money_total.${column} + excluded.${column}`).join(', ');
