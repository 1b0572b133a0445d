import type { RequestContext } from '../../../core/access/request-context';
import { allOf } from '../../../database/read-database';
import { raw, sql } from '../../../database/sql';
import { countedActivities } from '../../catalogue/activity/activity.counts';
import { seesPublishedOnly } from '../../publishing/publication.policy';
import { keptDimensions, MAX_KEPT_DIMENSIONS, nameOfTotals } from './kept-totals';
import { MoneyDimension, moneyDimensions } from './money-dimension';
import { MAX_CHANGED_SHARES, MAX_GROUPS, WALK_OF_CHANGED } from './money-statistics.types';
import { countsActivities, selectSums, type SumStatement } from './share-sums';
import { sharesOfEach, type SelectedShares, type SummedMoney, type SummedShares } from './summed-shares';

/** With more activities that have changed than these, all shares are summed instead. */
const MAX_CHANGED = 500;

/** What reading a kept total costs; see `WALK_COST`. */
const WALK_OF_TOTAL = 1.5;

const IS_CHANGED = 'IN (SELECT activity_id FROM changed_money)';

/**
 * Reads the kept totals, takes away what the activities that have changed since have in them, and adds the shares that these
 * have now. So the sums are exact at every moment. Null: the kept totals do not have the sums, or too much has changed.
 */
export async function keptSums(context: RequestContext, summed: SummedMoney): Promise<SumStatement | null> {
  const { read, viewer } = context;
  const { groupBy, kinds, currencies } = summed;
  const kept = keptDimensions.filter((dimension) => groupBy.includes(dimension));
  if (summed.filter !== null || summed.years !== null || summed.conversion !== null) return null;
  if (kept.length > MAX_KEPT_DIMENSIONS || !seesPublishedOnly(viewer)) return null;
  const changed = await findChanged(context);
  if (changed === null) return null;
  const keys = groupBy.map((dimension, place) => {
    const column = dimension === MoneyDimension.KIND ? 'kind' : ['first_key', 'second_key'][kept.indexOf(dimension)]!;
    return `CAST(s.${column} AS text) AS key_${place}`;
  });
  const isSummed = allOf([
    raw('s.items > 0'),
    read.isIn(sql`s.kind`, kinds),
    ...(currencies === null ? [] : [read.isIn(sql`s.currency`, currencies)]),
  ]);
  const select = (part: string, dimensions: readonly MoneyDimension[]) => sql`
    SELECT * FROM (
      SELECT ${raw(`'${part}'`)} AS part, 1 AS times, ${raw(keys.join(', '))}, s.kind, s.currency,
        CAST(s.units_high AS text) AS units_high, CAST(s.units_low AS text) AS units_low, CAST(s.nanos AS text) AS nanos,
        s.items, 0 AS whole_items, s.activities, 0 AS unallocated_activities
      FROM money_total s WHERE s.dimensions = ${raw(`'${nameOfTotals(dimensions)}'`)} AND ${isSummed}
      LIMIT ${raw(String(MAX_GROUPS + 1))}) ${raw(part)}`;
  const now = sharesNow(context, summed);
  return {
    ctes: [now.activities],
    selects: [
      select('kept', kept),
      select('total', []),
      ...selectSums(context, summed, sharesThen(context, summed), -1),
      ...selectSums(context, summed, now, 1),
    ],
    // An index bounds the kept totals, but there may be thousands.
    scan: {
      tables: ['money_total'],
      perRow: WALK_OF_TOTAL,
      once:
        changed.activities * now.conditionsCost +
        changed.shares * WALK_OF_CHANGED * (countsActivities(context) ? 2 : 1),
    },
  };
}

interface Changed {
  readonly activities: number;
  /** Their shares in the kept totals, and those that they have now. */
  readonly shares: number;
}

/** What has changed since the totals were counted; null: too much. */
async function findChanged({ read }: RequestContext): Promise<Changed | null> {
  const sharesIn = (table: string): string => `(SELECT count(*) FROM (
    SELECT 1 FROM changed c CROSS JOIN ${table} s WHERE s.activity_id = c.activity_id LIMIT ${MAX_CHANGED_SHARES + 1}) n)`;
  const [changed] = await read.query<Record<keyof Changed, number | string>>(
    raw(`WITH changed AS MATERIALIZED (SELECT DISTINCT activity_id FROM changed_money LIMIT ${MAX_CHANGED + 1})
      SELECT (SELECT count(*) FROM changed) AS activities,
        CASE WHEN (SELECT count(*) FROM changed) <= ${MAX_CHANGED}
          THEN ${sharesIn('counted_share')} + ${sharesIn('money_share')} ELSE 0 END AS shares`),
  );
  const [activities, shares] = [Number(changed!.activities), Number(changed!.shares)];
  return activities > MAX_CHANGED || shares > MAX_CHANGED_SHARES ? null : { activities, shares };
}

/** The shares of activities that have changed, as they are in the kept totals. */
function sharesThen({ read }: RequestContext, { groupBy, kinds }: SummedMoney): SummedShares {
  return {
    from: raw('FROM counted_share s'),
    where: sql`s.activity_id ${raw(IS_CHANGED)} AND ${read.testedOnRows(read.isIn(sql`s.kind`, kinds))}`,
    keys: groupBy.map((dimension) => `s.${moneyDimensions[dimension].column}`),
  };
}

/** The shares that these activities have now, if everyone sees the activity. */
function sharesNow(context: RequestContext, summed: SummedMoney): SelectedShares {
  const { where, conditionsCost } = countedActivities(context, null);
  const isSeen = context.read.testedOnRows(allOf(where));
  return sharesOfEach(context, summed, { where: [raw(`a.id ${IS_CHANGED}`), isSeen], conditionsCost });
}
