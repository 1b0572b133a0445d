import type { RequestContext } from '../../../../core/access/request-context';
import { join, sql } from '../../../../database/sql/sql';
import { addSums, noSums, type SumsOfMoney } from './added-sums';
import { keptSums } from './kept-sums';
import type { SummedMoney } from './summed-money';
import { walkedSums } from './walked-sums';

/**
 * Sums money in one statement, so that all parts of the response add up whatever is written meanwhile: the kept totals if they
 * have the sums, or else all shares.
 *
 * @throws QueryTooComplexError when there are more than 10,000 sums
 */
export async function readSums(context: RequestContext, summed: SummedMoney): Promise<SumsOfMoney> {
  if (summed.kinds.length === 0 || summed.currencies?.length === 0) return noSums;
  const { ctes, selects, limit, scan } = (await keptSums(context, summed)) ?? walkedSums(context, summed);
  const statement = sql`WITH ${join(ctes)} ${join(selects, ' UNION ALL ')}`;
  const rows = await context.read.query(statement, { planMode: 'custom', scan });
  return addSums(rows, summed.groupBy, limit);
}
