import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { type RequestContext } from '../../../../core/access/request-context';
import { isSelectedBelow } from '../../../../core/access/selection';
import { Cost } from '../../../../core/cost/field-cost';
import { Cached } from '../../../../core/types/cached';
import { sumMoney } from './money-statistics';
import { MoneyStatisticsArgs } from './money-statistics.input';
import { KEYS, MoneyStatistics, ROWS, SUMS, TOTALS } from './money-statistics.types';
import { keysAtMost, rowsAtMost, scannedForSums, sumsAtMost, totalsAtMost } from './money-statistics-cost';

@Resolver()
export class MoneyStatisticsResolver {
  @Cached('revision')
  @Cost({
    statements: 5,
    listsWithin: [
      { name: SUMS, most: sumsAtMost },
      { name: TOTALS, most: totalsAtMost },
      { name: ROWS, most: rowsAtMost },
      { name: KEYS, most: keysAtMost },
    ],
    reads: ROWS,
    scans: scannedForSums,
  })
  @Query(() => MoneyStatistics, {
    description:
      'Sums the money of activities by one to three dimensions, by kind and currency: never two currencies in one sum, unless ' +
      '`convert` makes them one. Every sum is exact. A transaction that names a country or a sector counts there; other money is divided by the recipients ' +
      'and the sectors of its activity.',
  })
  moneyStatistics(
    @Ctx() context: RequestContext,
    @Args(() => MoneyStatisticsArgs)
    { kinds, groupBy, filter = null, years = null, currencies = null, convert = null }: MoneyStatisticsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<MoneyStatistics> {
    const countsActivities = isSelectedBelow('activities', info);
    return sumMoney(context, { kinds, groupBy, filter, years, currencies, convert, countsActivities });
  }
}
