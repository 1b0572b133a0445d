import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { Publishing } from '../publishing/publishing.service';
import {
  ActivityClassificationEditingResolver,
  ActivityClassificationResolver,
} from './activity-classification/activity-classification.resolver';
import { ActivityCompletenessResolver } from './activity-completeness/activity-completeness.resolver';
import { scoreActivities } from './activity-completeness/missing-scores';
import { ActivityMoneyResolver, BudgetResolver, MoneySumResolver } from './activity-money/activity-money.resolver';
import { KeptTotalsUpkeep } from './activity-money/kept-totals/kept-totals.upkeep';
import { MoneyStatisticsResolver } from './activity-money/statistics/money-statistics.resolver';
import { transactionById } from './activity-money/transaction/transaction.listing';
import { TransactionResolver } from './activity-money/transaction/transaction.resolver';
import { MoneyEditingResolver } from './activity-money/transaction/transaction-editing.resolver';
import { MoneyEditing } from './activity-money/transaction/transaction-editing.service';
import {
  ActivityParticipationResolver,
  ParticipationEditingResolver,
} from './activity-people/activity-participation.resolver';
import { applySmallCount } from './activity-people/small-count-change';
import { indicatorById, resultById } from './activity-results/activity-results.loaders';
import {
  ActivityResultResolver,
  ActivityResultsResolver,
  IndicatorPeriodResolver,
  IndicatorResolver,
  ResultsEditingResolver,
} from './activity-results/activity-results.resolver';
import { CodelistResolver } from './codelists/codelist.resolver';
import { ParticipationResolver } from './people/participation.resolver';

export const figuresResolvers: readonly ResolverClass[] = [
  ActivityClassificationEditingResolver,
  ActivityClassificationResolver,
  ActivityCompletenessResolver,
  ActivityMoneyResolver,
  BudgetResolver,
  ActivityParticipationResolver,
  ActivityResultResolver,
  ActivityResultsResolver,
  CodelistResolver,
  IndicatorPeriodResolver,
  IndicatorResolver,
  MoneyEditingResolver,
  MoneyStatisticsResolver,
  MoneySumResolver,
  ParticipationEditingResolver,
  ParticipationResolver,
  ResultsEditingResolver,
  TransactionResolver,
];

interface FiguresOptions extends Pick<ModuleOptions, 'database' | 'clock' | 'logger'> {
  readonly publishing: Publishing;
  readonly config: { readonly smallCount: number };
}

/** How activities are classified, people, money, results, and codes of the standards of open data. */
export function createFiguresModule({ database, clock, logger, publishing, config }: FiguresOptions): Module {
  const keptTotals = new KeptTotalsUpkeep(database, (error) => {
    logger.error({ err: error }, 'money cannot be counted');
  });
  return {
    resolvers: [
      new ActivityClassificationEditingResolver(publishing),
      new MoneyEditingResolver(new MoneyEditing(publishing)),
      new ParticipationEditingResolver(publishing),
      new ResultsEditingResolver(publishing),
    ],
    nodes: { ActivityResult: resultById, Indicator: indicatorById, Transaction: transactionById },
    // Before the server listens: nobody reads rows that another smallest count made, nor misses activities without a score.
    start: async () => {
      await applySmallCount(database, config.smallCount, clock);
      await scoreActivities(database);
      keptTotals.start();
    },
    stop: () => keptTotals.stop(),
  };
}
