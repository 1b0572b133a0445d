import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent, rowsWithin } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { MAX_INDICATORS, MAX_MEASUREMENTS, MAX_PERIODS } from '../../../core/limits';
import { Cached } from '../../../core/types/cached';
import { DecimalScalar } from '../../../core/types/decimal';
import { Activity } from '../../catalogue/activity/activity.entity';
import { replaceList } from '../../catalogue/activity/activity-list-editing';
import { costOfTexts } from '../../catalogue/activity/activity-translated-texts';
import { labelInItem } from '../../localization/item-labels';
import type { Publishing } from '../../publishing/publishing.service';
import { IndicatorPeriod, MAX_RESULT_ROWS, Measurement } from '../results/result';
import { ActivityResult, Indicator } from '../results/results.entity';
import { SetResultsInput, SetResultsPayload } from './activity-results.input';
import {
  actualsByIndicatorId,
  baselineByIndicatorId,
  indicatorsByResultId,
  periodsByIndicatorId,
  progressByIndicatorId,
  resultsByActivityId,
  targetsByIndicatorId,
} from './activity-results.loaders';

const results = { table: 'activity_result', parent: 'activity_id', item: 'id' } as const;
const indicators = { table: 'indicator', parent: 'result_id', item: 'id' } as const;
const periods = { table: 'indicator_period', parent: 'indicator_id' } as const;
const measurements = { table: 'measurement', parent: 'indicator_id' } as const;

/**
 * An activity with many results has few indicators in each, or few periods: the lists of an activity together are much shorter
 * than the product of the longest ones.
 */
const rowsOfActivity = [
  { ...indicators, through: [results] },
  { ...periods, through: [indicators, results] },
  { ...measurements, through: [indicators, results] },
].map((list) => rowsWithin(MAX_RESULT_ROWS, list));

const MEASURED = { assumed: MAX_MEASUREMENTS, within: measurements.table };

@Resolver(() => Activity)
export class ActivityResultsResolver {
  @LoadedById(resultsByActivityId)
  @Cached('revision')
  @Cost({
    statements: 2,
    size: listOfParent(MAX_ENTRIES, results),
    listsWithin: rowsOfActivity,
    ...costOfTexts('results'),
  })
  @FieldResolver(() => [ActivityResult], {
    description:
      'Results that the activity is to reach, in the order in which editors list them, and in the language of the activity. ' +
      'Those whose title a translation lacks are left out.',
  })
  results(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<ActivityResult[]> {
    return loaders.load(resultsByActivityId, id);
  }
}

@Resolver(() => ActivityResult)
export class ActivityResultResolver {
  @Extensions({ reads: ['type', 'activityId'] })
  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'Type as people read it, in the language of the result, or in another one if the server has no labels in it.',
  })
  typeLabel(@Root() { type, activityId }: ActivityResult, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'ResultType', type);
  }

  @LoadedById(indicatorsByResultId)
  @Cached('revision')
  @Cost({
    statements: 2,
    size: { ...listOfParent(MAX_INDICATORS, indicators), within: indicators.table },
    listsWithin: rowsOfActivity,
  })
  @FieldResolver(() => [Indicator], {
    description:
      'Indicators that measure the result, in the order in which editors list them. Those whose title a translation lacks are ' +
      'left out.',
  })
  indicators(@Root() { id }: ActivityResult, @Ctx() { loaders }: RequestContext): Promise<Indicator[]> {
    return loaders.load(indicatorsByResultId, id);
  }
}

@Resolver(() => Indicator)
export class IndicatorResolver {
  @Extensions({ reads: ['measure'] })
  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'Measure as people read it, in the language of the indicator, or in another one if the server has no labels in it.',
  })
  measureLabel(@Root() { measure, activityId }: Indicator, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'IndicatorMeasure', measure);
  }

  @Extensions({ reads: ['ascending'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Boolean, {
    description: 'True if the indicator improves as it grows; false if it improves as it falls.',
  })
  isAscending(@Root() { ascending }: Indicator): boolean {
    return ascending === 1;
  }

  @LoadedById(baselineByIndicatorId)
  @Cached('revision')
  @Cost({ statements: 2, isOwn: true })
  @FieldResolver(() => Measurement, {
    nullable: true,
    description: 'Value at the beginning. Null if nobody has stated one, or a translation lacks a text of it.',
  })
  baseline(@Root() { id }: Indicator, @Ctx() { loaders }: RequestContext): Promise<Measurement | null> {
    return loaders.load(baselineByIndicatorId, id);
  }

  @LoadedById(periodsByIndicatorId)
  @Cached('revision')
  @Cost({
    size: { ...listOfParent(MAX_PERIODS, periods), within: periods.table },
    listsWithin: [rowsWithin(MAX_RESULT_ROWS, measurements)],
  })
  @FieldResolver(() => [IndicatorPeriod], {
    description: 'Periods with targets and actual values, in the order in which editors list them.',
  })
  periods(@Root() { id }: Indicator, @Ctx() { loaders }: RequestContext): Promise<IndicatorPeriod[]> {
    return loaders.load(periodsByIndicatorId, id);
  }
}

@Resolver(() => IndicatorPeriod)
export class IndicatorPeriodResolver {
  @Cached('revision')
  @Cost({ statements: 2, size: MEASURED })
  @FieldResolver(() => [Measurement], {
    description:
      'Values that are to be reached, in the order in which editors list them. If a translation lacks the text of a value, or ' +
      'a text in its dimensions, the value is left out.',
  })
  async targets(
    @Root() { indicatorId, position }: IndicatorPeriod,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly Measurement[]> {
    return (await loaders.load(targetsByIndicatorId, indicatorId)).get(position) ?? [];
  }

  @Cached('revision')
  @Cost({ statements: 2, size: MEASURED })
  @FieldResolver(() => [Measurement], {
    description:
      'Values that were reached, in the order in which editors list them. If a translation lacks the text of a value, or a ' +
      'text in its dimensions, the value is left out.',
  })
  async actuals(
    @Root() { indicatorId, position }: IndicatorPeriod,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly Measurement[]> {
    return (await loaders.load(actualsByIndicatorId, indicatorId)).get(position) ?? [];
  }

  @Cached('revision')
  @Cost({ rows: 0, reads: measurements.table })
  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description:
      'Part of the way from the baseline to the target that was covered, in percent, rounded to two places, halves away from ' +
      'zero: 100 if the target was reached. It may be negative or above 100. A missing baseline of an ascending indicator ' +
      'counts as 0. Null in each of these cases: the measure is neither UNIT nor PERCENTAGE; the period has not exactly one ' +
      'target and one actual value without dimensions; the baseline has dimensions; the baseline is missing, and the indicator ' +
      'is not ascending; the target is the baseline, or lies on its wrong side.',
  })
  async progress(
    @Root() { indicatorId, position }: IndicatorPeriod,
    @Ctx() { loaders }: RequestContext,
  ): Promise<string | null> {
    return (await loaders.load(progressByIndicatorId, indicatorId)).get(position) ?? null;
  }
}

@Resolver()
export class ResultsEditingResolver {
  constructor(private readonly publishing: Publishing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetResultsPayload, { description: 'Replaces all results of an activity.' })
  async setResults(
    @Arg('input', () => SetResultsInput, { description: 'Activity, its version and its results.' })
    input: SetResultsInput,
    @Ctx() context: RequestContext,
  ): Promise<SetResultsPayload> {
    return { activity: await replaceList(this.publishing, context, 'setResults', input) };
  }
}
