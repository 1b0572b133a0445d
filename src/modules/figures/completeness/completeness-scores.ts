import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { always } from '../../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { MoneyKind } from '../money/money-kind';
import { SCORED_FIELDS, selectScore } from './completeness-elements';

/*
 * The stored scores of activities. The tests of a score depend on the present day, but while the content of an activity stays,
 * its score changes on a few days only, which are known beforehand. So each activity has a score for each period between them,
 * and nothing has to be done at midnight.
 */

/** Texts that sort before and after every day. The first one has to be a day, because the tests take its year. */
const FIRST = '0001-01-01';
const LAST = '~';

/** Scores that were made by other rules are made anew when the server starts. */
const rulesHash = hashOfRules();

/** The condition that a row of `completeness_score` under the alias is the one of the day. */
export function isOfDay(alias: string, day: string): Sql {
  return sql`${raw(alias)}.since <= ${day} AND ${raw(alias)}.until > ${day}`;
}

/** Makes the scores of an activity anew. */
export async function remakeScores(manager: EntityManager, activityId: number): Promise<void> {
  await executeSql(manager, sql`DELETE FROM completeness_score WHERE activity_id = ${activityId}`);
  await addScores(manager, sql`a.id = ${activityId}`);
}

/**
 * Adds the scores of activities that have none by the rules of this release, from the activity after `after`, up to a number of
 * activities. Returns the last activity; null if there are no more. They may be a lot after an upgrade, or after a restore of an
 * older backup.
 */
export async function addMissingScores(manager: EntityManager, after: number, limit: number): Promise<number | null> {
  const isMissing = sql`NOT EXISTS (
    SELECT 1 FROM completeness_score c WHERE c.activity_id = a.id AND c.rules = ${rulesHash})`;
  // Locked: an editor's change makes the scores of its activity at the same time.
  const rows = await executeSql<{ id: number }>(
    manager,
    sql`SELECT a.id FROM activity a WHERE a.id > ${after} AND ${isMissing}
      ORDER BY a.id LIMIT ${limit} ${forUpdate(manager, { of: 'a' })}`,
  );
  if (rows.length === 0) return null;
  const ids = join(rows.map(({ id }) => id));
  await executeSql(manager, sql`DELETE FROM completeness_score WHERE activity_id IN (${ids})`);
  await addScores(manager, sql`a.id >= ${rows[0]!.id} AND a.id <= ${rows.at(-1)!.id} AND ${isMissing}`);
  return rows.at(-1)!.id;
}

/** Adds the scores of the activities that meet a condition on the alias `a`, and have none. */
export async function addScores(manager: EntityManager, condition: Sql): Promise<void> {
  await executeSql(
    manager,
    sql`INSERT INTO completeness_score (activity_id, since, until, score, rules)
      SELECT s.id, s.day, s.until, s.score, CAST(${rulesHash} AS text) FROM (${scoresOf(condition)}) s`,
  );
}

function scoresOf(condition: Sql): Sql {
  return sql`SELECT s.id, s.day, coalesce(lead(s.day) OVER (PARTITION BY s.id ORDER BY s.day), ${LAST}) AS until, s.score
    FROM (
      SELECT a.id, d.day, ${selectScore(raw('d.day'))} AS score
      FROM (${daysOfChange(condition)}) d CROSS JOIN activity a WHERE a.id = d.id
    ) s`;
}

/**
 * The days on which scores may change: when an actual date comes, when the year of the last budget is over, and when the last
 * payment is a year ago. Days that make no difference do no harm.
 */
function daysOfChange(condition: Sql): Sql {
  const nextYear = (day: string): string => `CAST(CAST(substr(${day}, 1, 4) AS integer) + 1 AS text)`;
  const days = [
    { day: `'${FIRST}'`, of: 'activity a', where: always },
    { day: 'a.actual_start', of: 'activity a', where: raw('a.actual_start IS NOT NULL') },
    { day: 'a.actual_end', of: 'activity a', where: raw('a.actual_end IS NOT NULL') },
    {
      day: `${nextYear('max(b.period_end)')} || '-01-01'`,
      of: 'activity a JOIN activity_budget b ON b.activity_id = a.id',
      where: always,
      groupBy: 'GROUP BY a.id',
    },
    {
      // The payment counts on that day itself. This text sorts after it, and before the next day.
      day: `${nextYear('max(t.day)')} || substr(max(t.day), 5) || '~'`,
      of: 'activity a JOIN money_transaction t ON t.activity_id = a.id',
      where: sql`t.kind IN (${join([MoneyKind.DISBURSEMENT, MoneyKind.EXPENDITURE])}) AND t.amount <> '0'`,
      groupBy: 'GROUP BY a.id',
    },
  ];
  const selects = days.map(
    ({ day, of, where, groupBy = '' }) =>
      sql`SELECT a.id, ${raw(day)} AS day FROM ${raw(of)} WHERE ${condition} AND ${where} ${raw(groupBy)}`,
  );
  return join(selects, ' UNION ');
}

/** The hash of all that decides scores, and when they are made anew. SQL that is only written in another way has another hash, too. */
function hashOfRules(): string {
  const { sql: text, values } = scoresOf(always);
  return createHash('sha256')
    .update(JSON.stringify([text, values, SCORED_FIELDS]))
    .digest('base64url')
    .slice(0, 16);
}
