import type { RequestContext } from '../../../../core/access/request-context';
import { WALK_COST } from '../../../../core/cost/walk-cost';
import { allOf, never } from '../../../../database/sql/conditions';
import { empty, raw, type Sql, sql } from '../../../../database/sql/sql';
import { isActivityVisible } from '../../../catalogue/activity/activity.policy';
import { countedActivities } from '../../../catalogue/activity/counting/counted-activities';
import { PublicationState } from '../../../publishing/publication.entity';
import { seesPublishedOnly } from '../../../publishing/publication.policy';
import { nameOfTotals } from '../kept-totals/kept-totals';
import { groupShares } from './grouped-shares';
import { MoneyDimension, moneyDimensions } from './money-dimension';
import {
  MAX_CHANGED,
  MAX_CHANGED_SHARES,
  MAX_GROUPS,
  MAX_UNPUBLISHED,
  WALK_OF_ADDED,
  WALK_OF_CHANGED,
} from './money-share-costs';
import { type SelectedShares, sharesOfEach, type SummedShares } from './selected-shares';
import { keptDimensionsOf, type SummedMoney } from './summed-money';
import type { SumStatement } from './walked-sums';

/** Cost of reading a kept total; see `WALK_COST`. */
const WALK_OF_TOTAL = 1.5;

const isChanged = (id: string): Sql => raw(`${id} IN (SELECT activity_id FROM changed_money)`);

/**
 * Reads the kept totals, takes away what the activities that have changed since have in them, and adds the shares that these
 * have now. So the sums are exact at every moment. For viewers who see more than everyone does, it adds the shares of the other
 * activities that they see. Null: the kept totals do not have the sums, or there are too many shares to add.
 */
export async function keptSums(context: RequestContext, summed: SummedMoney): Promise<SumStatement | null> {
  const { read, viewer } = context;
  const { groupBy, kinds, currencies } = summed;
  const kept = keptDimensionsOf(summed);
  if (kept === null) return null;
  // With a network that others do not see, an activity has another value than in the kept totals.
  if (!seesPublishedOnly(viewer) && kept.includes(MoneyDimension.NETWORK)) return null;
  const added = await findAdded(context);
  if (added === null) return null;
  const keys = groupBy.map((dimension, place) => {
    const column = dimension === MoneyDimension.KIND ? 'kind' : ['first_key', 'second_key'][kept.indexOf(dimension)]!;
    return { shown: `CAST(s.${column} AS text) AS key_${place}`, none: `NULL AS key_${place}` };
  });
  const isSummed = allOf([
    read.isIn(sql`s.kind`, kinds),
    ...(currencies === null ? [] : [read.isIn(sql`s.currency`, currencies)]),
  ]);
  // So many groups may become empty.
  const limit = MAX_GROUPS + 1 + added.shares;
  const select = (part: string, dimensions: readonly MoneyDimension[], where: string): Sql => sql`
    SELECT * FROM (
      SELECT ${raw(`'kept_${part}' AS part, 1 AS times`)},
        ${raw(keys.map(({ shown, none }) => (part === 'group' ? shown : none)).join(', '))}, s.kind, s.currency,
        CAST(s.units_high AS text) AS units_high, CAST(s.units_low AS text) AS units_low, CAST(s.nanos AS text) AS nanos,
        s.items, s.activities
      FROM money_total s WHERE s.dimensions = ${raw(`'${nameOfTotals(dimensions)}' ${where}`)} AND ${isSummed}
      LIMIT ${raw(String(limit))}) ${raw(`kept_${part}`)}`;
  const then = groupShares(context, summed, sharesThen(context, summed), { name: 'grouped_then', times: -1, limit });
  const sharesNow = sharesOfAdded(context, summed);
  const now = groupShares(context, summed, sharesNow, { name: 'grouped_now', times: 1, limit });
  return {
    ctes: [sharesNow.activities, ...then.ctes, ...now.ctes],
    selects: [
      select('group', kept, kept.length === 0 ? '' : `AND s.first_key <> ''`),
      ...(kept.length === 0 ? [] : [select('unallocated', kept, `AND s.first_key = ''`)]),
      select('total', [], ''),
      ...then.selects,
      ...now.selects,
    ],
    limit,
    // An index bounds the kept totals, but there may be thousands.
    scan: {
      tables: ['money_total'],
      perRow: WALK_OF_TOTAL,
      once: added.activities * WALK_OF_ADDED + added.shares * WALK_OF_CHANGED,
    },
  };
}

/** The rows that a statement adds to the kept totals, or takes away. */
interface Added {
  /** The activities that have changed, and those that not everyone sees, for viewers who may see some of them. */
  readonly activities: number;
  /** The shares that are taken away, and those that are added. */
  readonly shares: number;
}

/** The activities that have changed since the totals were counted, and those that not everyone sees. Null: too many. */
async function findAdded({ read, viewer }: RequestContext): Promise<Added | null> {
  const sharesIn = (table: string, activities: string): string => `(SELECT count(*) FROM (
    SELECT 1 FROM ${activities} c CROSS JOIN ${table} s WHERE s.activity_id = c.activity_id LIMIT ${MAX_CHANGED_SHARES + 1}) n)`;
  const seesOthers = !seesPublishedOnly(viewer);
  const unpublished = sql`SELECT u.id FROM activity u
    WHERE ${seesOthers ? isUnpublished('u') : never} LIMIT ${raw(String(MAX_UNPUBLISHED + 1))}`;
  const others = sql`SELECT a.id AS activity_id FROM activity a
    WHERE a.id IN (SELECT id FROM unpublished) AND (${isActivityVisible(viewer, 'a')})`;
  const [found] = await read.query<Record<'changed' | 'unpublished' | 'shares', number | string>>(
    sql`
    WITH changed AS MATERIALIZED (SELECT DISTINCT activity_id FROM changed_money LIMIT ${raw(String(MAX_CHANGED + 1))}),
      unpublished AS MATERIALIZED (${unpublished}),
      others AS MATERIALIZED (${others})
    SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM unpublished) AS unpublished,
      CASE WHEN (SELECT count(*) FROM changed) <= ${raw(String(MAX_CHANGED))}
        THEN ${raw(`${sharesIn('counted_share', 'changed')} + ${sharesIn('money_share', 'changed')} + ${sharesIn('money_share', 'others')}`)}
        ELSE 0 END AS shares`,
    {
      scan: {
        tables: [],
        perRow: 0,
        once: 3 * MAX_CHANGED_SHARES * WALK_COST.count + (seesOthers ? MAX_UNPUBLISHED * WALK_OF_ADDED : 0),
      },
    },
  );
  const [changed, shares] = [Number(found!.changed), Number(found!.shares)];
  if (changed > MAX_CHANGED || Number(found!.unpublished) > MAX_UNPUBLISHED || shares > MAX_CHANGED_SHARES) return null;
  return { activities: changed + Number(found!.unpublished), shares };
}

/** Not everyone sees these activities. The same condition as that of a partial index. */
function isUnpublished(alias: string): Sql {
  return raw(`${alias}.publication_state <> '${PublicationState.PUBLISHED}'`);
}

/** The shares of activities that have changed, as they are in the kept totals. */
function sharesThen({ read }: RequestContext, { groupBy, kinds }: SummedMoney): SummedShares {
  return {
    from: raw('FROM counted_share s'),
    where: sql`${isChanged('s.activity_id')} AND ${read.testedOnRows(read.isIn(sql`s.kind`, kinds))}`,
    keys: groupBy.map((dimension) => `s.${moneyDimensions[dimension].column}`),
  };
}

/** The shares that these activities have now if the viewer sees them, and those of activities that not everyone sees. */
function sharesOfAdded(context: RequestContext, summed: SummedMoney): SelectedShares {
  const { viewer } = context;
  const activities = countedActivities(context, null);
  const isSeen = context.read.testedOnRows(allOf(activities.where));
  const others = seesPublishedOnly(viewer)
    ? empty
    : sql`UNION ALL SELECT o.id FROM activity o WHERE ${isUnpublished('o')}`;
  // Each part of the list is found by an index, which a condition with OR is not.
  const isAdded = sql`a.id IN (SELECT activity_id FROM changed_money ${others})`;
  return sharesOfEach(context, summed, { ...activities, where: [isAdded, isSeen] });
}
