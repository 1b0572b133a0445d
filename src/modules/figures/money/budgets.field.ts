import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { FieldCheck, InputField } from '../../../core/fields/field';
import { argument } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { decimalJson, scalarJson } from '../../../core/fields/field-kinds';
import { checkLength, IN_ORDER, MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { checkYear } from '../../../core/mutations/checks';
import type { Problems } from '../../../core/mutations/problems';
import { DAY_MS } from '../../../core/time';
import { CurrencyCodeScalar } from '../../../core/types/currency-code';
import { DateScalar } from '../../../core/types/scalars';
import { raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { type BudgetContent, BudgetInput, BudgetStatus, BudgetType } from './budget';
import { checkAmount } from './money';
import { ActivityBudget } from './money.entity';

const budgetJson = z
  .strictObject(
    {
      type: z.enum(BudgetType, 'must be ORIGINAL or REVISED'),
      status: z.enum(BudgetStatus, 'must be INDICATIVE or COMMITTED'),
      periodStart: scalarJson(DateScalar),
      periodEnd: scalarJson(DateScalar),
      value: z.strictObject({ amount: decimalJson, currency: scalarJson(CurrencyCodeScalar) }),
      valueDate: scalarJson(DateScalar).nullish(),
    },
    'must be an object with type, status, periodStart, periodEnd, value and valueDate, or in CSV these in this order, such ' +
      'as "ORIGINAL COMMITTED 2026-01-01 2026-12-31 1250000.5 EUR 2026-01-01"',
  )
  .transform((budget): BudgetContent => ({ ...budget, valueDate: budget.valueDate ?? budget.periodStart }));

/**
 * The budgets of an activity, as editors write them. The order has no meaning for sums, and is kept. It uses no entity of the
 * catalogue, which comes later in the order of modules.
 */
export const budgets: InputField<readonly BudgetContent[]> = {
  form: { kind: ContentFieldKind.BUDGETS, maxItems: MAX_ENTRIES },
  argument: argument(
    () => [BudgetInput],
    {
      description: 'Budgets of the activity',
      note: 'No two may have the same type, period and currency. Their order is kept.',
    },
    IN_ORDER,
  ),
  empty: [],
  json: z.array(budgetJson, 'must be a list of budgets') as z.ZodType as z.ZodType<readonly BudgetContent[]>,
  cellEntry: {
    format: ({ type, status, periodStart, periodEnd, value: { amount, currency }, valueDate }) =>
      [type, status, periodStart, periodEnd, amount, currency, valueDate].join(' '),
    parse: (text) => {
      const [type, status, periodStart, periodEnd, amount, currency, valueDate, ...more] = text.split(/\s+/);
      if (currency === undefined || more.length > 0) return text;
      return { type, status, periodStart, periodEnd, value: { amount, currency }, valueDate };
    },
  },
  select: (_name, alias, listOf) =>
    listOf(
      {
        type: 'l.type',
        status: 'l.status',
        periodStart: 'l.period_start',
        periodEnd: 'l.period_end',
        amount: 'l.amount',
        currency: 'l.currency',
        valueDate: 'l.value_date',
      },
      raw(`activity_budget l WHERE l.activity_id = ${alias}.id`),
      'l.position',
    ),
  decode: (selected) =>
    (selected as (Omit<BudgetContent, 'value'> & BudgetContent['value'])[]).map(
      ({ type, status, periodStart, periodEnd, amount, currency, valueDate }) => ({
        type,
        status,
        periodStart,
        periodEnd,
        value: { amount, currency },
        valueDate,
      }),
    ),
  normalize: (values) =>
    values.map(({ type, status, periodStart, periodEnd, value: { amount, currency }, valueDate }) => ({
      type,
      status,
      periodStart,
      periodEnd,
      value: { amount, currency },
      // Inputs may lack it.
      valueDate: (valueDate as string | null | undefined) ?? periodStart,
    })),
  check: checkBudgets,
  replace: async (manager: EntityManager, activityId, values) => {
    await executeSql(manager, sql`DELETE FROM activity_budget WHERE activity_id = ${activityId}`);
    const rows = values.map(({ value, ...budget }, index) => ({
      activityId,
      position: index + 1,
      ...budget,
      ...value,
    }));
    await manager.insert(ActivityBudget, rows);
  },
};

function checkPeriod(periodStart: string, periodEnd: string, problems: Problems, place: string): void {
  const [start, end] = [`${place}.periodStart`, `${place}.periodEnd`];
  checkYear(problems, start, periodStart);
  checkYear(problems, end, periodEnd);
  if (problems.has(start, end)) return;
  if (periodEnd < periodStart) problems.add(end, 'INCONSISTENT', 'must not be before periodStart');
  else if (daysBetween(periodStart, periodEnd) > DAYS_IN_YEAR) {
    problems.add(end, 'INCONSISTENT', `must be at most ${DAYS_IN_YEAR} days after periodStart`);
  }
}

function checkBudgets(values: readonly BudgetContent[], { problems, path }: FieldCheck): void {
  checkLength(values, { problems, path });
  const before = new Set<string>();
  for (const [index, { type, periodStart, periodEnd, value, valueDate }] of values.entries()) {
    const place = `${path}.${index}`;
    checkAmount(problems, `${place}.value.amount`, value.amount);
    checkPeriod(periodStart, periodEnd, problems, place);
    checkYear(problems, `${place}.valueDate`, valueDate);
    const key = [type, periodStart, periodEnd, value.currency].join();
    if (before.has(key)) {
      problems.add(place, 'INVALID', 'must not have the type, the period and the currency of an earlier entry');
    }
    before.add(key);
  }
}

/** Rule 7.5.3 of the ruleset of IATI 2.03. A leap year from 1 January to 31 December has 365 days between these. */
const DAYS_IN_YEAR = 365;

function daysBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / DAY_MS;
}
