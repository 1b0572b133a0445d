import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { applyInput } from '../../../core/fields/content';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Cached } from '../../../core/types/cached';
import { getKey } from '../../../core/types/global-id';
import { Activity } from '../../catalogue/activity/activity.entity';
import { publishableActivity } from '../../catalogue/activity/activity.fields';
import { activityById } from '../../catalogue/activity/activity.loaders';
import type { Publishing } from '../../publishing/publishing.service';
import { RevisionAction } from '../../publishing/revision.entity';
import { IndicatorPeriod, MAX_INDICATORS, MAX_PERIODS, Measurement } from '../results/result';
import { ActivityResult, Indicator } from '../results/results.entity';
import { SetResultsInput, SetResultsPayload } from './activity-results.input';
import { indicatorsByResultId, measuredValuesByIndicatorId, resultsByActivityId } from './activity-results.loaders';

@Resolver(() => Activity)
export class ActivityResultsResolver {
  @LoadedById(resultsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_result', parent: 'activity_id', item: 'id' }) })
  @FieldResolver(() => [ActivityResult], {
    description: 'Results that the activity is to reach, in the order in which editors list them.',
  })
  results(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<ActivityResult[]> {
    return loaders.load(resultsByActivityId, id);
  }
}

@Resolver(() => ActivityResult)
export class ActivityResultResolver {
  @LoadedById(indicatorsByResultId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_INDICATORS, { table: 'indicator', parent: 'result_id', item: 'id' }) })
  @FieldResolver(() => [Indicator], {
    description: 'Indicators that measure the result, in the order in which editors list them.',
  })
  indicators(@Root() { id }: ActivityResult, @Ctx() { loaders }: RequestContext): Promise<Indicator[]> {
    return loaders.load(indicatorsByResultId, id);
  }
}

@Resolver(() => Indicator)
export class IndicatorResolver {
  @Extensions({ reads: ['ascending'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Boolean, { description: 'True if the indicator improves as it grows; false if as it falls.' })
  isAscending(@Root() { ascending }: Indicator): boolean {
    return ascending === 1;
  }

  @Cached('revision')
  @Cost({ isOwn: true })
  @FieldResolver(() => Measurement, {
    nullable: true,
    description: 'Value at the beginning. Null if nobody has stated one.',
  })
  async baseline(@Root() { id }: Indicator, @Ctx() { loaders }: RequestContext): Promise<Measurement | null> {
    return (await loaders.load(measuredValuesByIndicatorId, id)).baseline;
  }

  @Cached('revision')
  @Cost({
    size: listOfParent(MAX_PERIODS, { table: 'indicator_period', parent: 'indicator_id' }),
    listsWithin: ({ sizes }) => sizes.longestOf({ table: 'measurement', parent: 'indicator_id' }),
  })
  @FieldResolver(() => [IndicatorPeriod], {
    description: 'Periods with targets and actual values, in the order in which editors list them.',
  })
  async periods(@Root() { id }: Indicator, @Ctx() { loaders }: RequestContext): Promise<IndicatorPeriod[]> {
    return (await loaders.load(measuredValuesByIndicatorId, id)).periods;
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
    const target = { id: getKey(input.activityId, Activity.name, 'input.activityId'), version: input.version };
    const { results } = input;
    const id = await this.publishing.change(
      context,
      publishableActivity,
      { mutation: 'setResults', input },
      target,
      RevisionAction.UPDATED,
      ({ content, status }) => ({ content: applyInput(publishableActivity.content, content, { results }), status }),
    );
    return { activity: await getChangedItem(context.loaders, activityById, id) };
  }
}
