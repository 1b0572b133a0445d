import { manyByKey } from '../../../core/access/loader';
import { sql } from '../../../database/sql/sql';
import type { Budget } from '../money/budget';
import { toSum } from './statistics/added-sums';
import { SUMS_OF_ITEMS } from './statistics/grouped-shares';
import type { MoneySum } from './statistics/money-statistics.types';

/*
 * Money of activities that the viewer sees: the keys are ids of activities that a loader or a list has found for it.
 */

/** Budgets in the order in which editors have entered them. */
export const budgetsByActivityId = manyByKey<number, Budget>(async (ids, { read }) => {
  const rows = await read.query<Omit<Budget, 'value'> & { amount: string; currency: string }>(sql`
    SELECT b.activity_id, b.type, b.status, b.period_start, b.period_end, b.amount, b.currency, b.value_date
    FROM activity_budget b WHERE ${read.isIn(sql`b.activity_id`, ids)} ORDER BY b.activity_id, b.position`);
  return rows.map(({ amount, currency, ...budget }) => ({
    key: budget.activityId,
    value: { ...budget, value: { amount, currency } },
  }));
});

/** Sums of all kinds. */
export const moneyByActivityId = manyByKey<number, MoneySum>(async (ids, { read }) => {
  const rows = await read.query(sql`
    SELECT s.activity_id AS key, s.kind, s.currency, ${SUMS_OF_ITEMS}, 1 AS activities
    FROM money_share s WHERE ${read.isIn(sql`s.activity_id`, ids)}
    GROUP BY s.activity_id, s.kind, s.currency`);
  return rows.map((row) => ({ key: row['key'] as number, value: toSum(row) }));
});
