import type { RequestContext } from '../../../../core/access/request-context';
import type { Scan } from '../../../../database/reading/statement-runner';
import { type Sql, sql } from '../../../../database/sql/sql';
import { groupShares, isOfYearAndCurrency, lacksRate, noKeys, SUMS_OF_ITEMS } from './grouped-shares';
import { factors } from './money-conversion';
import { countOfShare, MAX_GROUPS, walkOfActivity, walkOfShare } from './money-share-costs';
import { visibleShares } from './selected-shares';
import type { SummedMoney } from './summed-money';

/** A statement that selects the rows of `addSums`. */
export interface SumStatement {
  readonly ctes: readonly Sql[];
  readonly selects: readonly Sql[];
  /** If so many rows are of one part, there may be more. */
  readonly limit: number;
  readonly scan: Scan;
}

/** Walks the shares once, or twice if the numbers of activities have no bit. */
export function walkedSums(context: RequestContext, summed: SummedMoney): SumStatement {
  const { conversion, countsActivities } = summed;
  const shares = visibleShares(context, summed);
  const limit = MAX_GROUPS + 1;
  const sums = groupShares(context, summed, shares, { name: 'grouped', times: 1, limit });
  const perRow = walkOfShare(summed) + (countsActivities ? countOfShare(summed) : 0);
  const once = context.read.rowsOf('activity') * (shares.conditionsCost + walkOfActivity(summed));
  const scan = { tables: ['money_share'], perRow, once };
  if (conversion === null) {
    return { ctes: [shares.activities, ...sums.ctes], selects: sums.selects, limit, scan };
  }
  const isSummed = isOfYearAndCurrency(context, summed);
  const unconverted = sql`
    SELECT 'unconverted', 1, ${noKeys(summed)}, s.kind, s.currency, ${SUMS_OF_ITEMS}, count(DISTINCT s.activity_id)
    ${shares.from} WHERE ${isSummed} AND ${shares.where} AND ${lacksRate} GROUP BY s.kind, s.currency`;
  const rates = factors(conversion, sql`${context.read.isIn(sql`s.kind`, summed.kinds)} AND ${isSummed}`);
  return {
    ctes: [shares.activities, rates, ...sums.ctes],
    selects: [...sums.selects, unconverted],
    limit,
    scan,
  };
}
