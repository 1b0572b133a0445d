import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { preferredLocale, type RequestContext } from '../../../../core/access/request-context';
import { isSelected } from '../../../../core/access/selection';
import { Cost } from '../../../../core/cost/field-cost';
import { Cached } from '../../../../core/types/cached';
import { BadUserInputError, QueryTooComplexError } from '../../../../errors';
import { toParticipantCount } from '../../../figures/people/participant-sums';
import { ParticipantCount } from '../../../figures/people/participation';
import { ActivityFilter } from '../activity.input';
import { type ActivityGroup, countActivities, countPeople, type PeopleGroup } from './activity-counts';
import { ActivityDimension, type CountedDimension, CountedValue, dimensions } from './activity-dimension';
import { countedActivities } from './counted-activities';
import { GROUPED_LISTS, groupsAtMost, scannedForGroups, scannedForPeople } from './counting-cost';
import { compareKeys } from './group-statements';

const MAX_DIMENSIONS = 3;
const MAX_GROUPS = 10_000;

@Cached('revision')
@ObjectType({
  implements: CountedValue,
  simpleResolvers: true,
  description: 'Value that all activities of a group have in one dimension.',
})
export class StatisticKey extends CountedValue {
  @Field(() => ActivityDimension, { description: 'Dimension that the value belongs to.' })
  dimension!: ActivityDimension;
}

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Group of activities that have the same values in the requested dimensions.',
})
export class ActivityStatistic {
  @Cost({ size: { assumed: MAX_DIMENSIONS } })
  @Field(() => [StatisticKey], {
    description: 'Values of the group, one for each requested dimension, in the order of `groupBy`.',
  })
  keys!: StatisticKey[];

  @Field(() => Int, { description: 'Number of activities in the group.' })
  count!: number;

  @Cost({ statements: 1, scansForAll: scannedForPeople })
  @Field(() => ParticipantCount, {
    description:
      'People who took part in the activities of the group: the sums of their published rows (`Activity.participation`). By ' +
      'PARTICIPATING_COUNTRY and PARTICIPANT_ORGANISATION, only the rows with that country or organisation count. If this field is selected, a country that only rows name is a group of 0 activities. Zeros if nobody has counted.',
  })
  participants!: ParticipantCount;
}

@Resolver(() => StatisticKey)
export class StatisticKeyResolver {
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => String, {
    description: 'Dimension as people read it, in the language that the operation prefers.',
  })
  dimensionLabel(@Root() { dimension }: StatisticKey, @Ctx() context: RequestContext): string {
    return context.languages.label('ActivityDimension', dimension, preferredLocale(context));
  }
}

@Resolver(() => ActivityStatistic)
export class ActivityStatisticsResolver {
  @Cached('revision')
  @Cost({
    size: { assumed: MAX_GROUPS, now: groupsAtMost },
    scans: scannedForGroups,
    scannedLists: GROUPED_LISTS,
  })
  @Query(() => [ActivityStatistic], {
    description:
      'Counts activities by one to three dimensions. Groups are ordered by their values, unknown values ' +
      'last. In a dimension that can have several values for one activity (participating country, network, ' +
      'topic, organisation, sector, goal, recipient country, organisation of participants), the activity counts once for each of its values, and not at all if it has none. The counts ' +
      'then do not add up to the number of activities.',
  })
  activityStatistics(
    @Ctx() context: RequestContext,
    @Arg('groupBy', () => [ActivityDimension], {
      description: 'Dimensions to count by: one to three, each at most once.',
    })
    groupBy: ActivityDimension[],
    @Arg('filter', () => ActivityFilter, {
      nullable: true,
      description: 'Conditions on the activities to count. If absent, all activities that you may see are counted.',
    })
    filter: ActivityFilter | null = null,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ActivityStatistic[]> {
    return countStatistics(context, groupBy, filter, isSelected('participants', info));
  }
}

/**
 * Counts activities by one to three dimensions.
 *
 * @throws BadUserInputError (`groupBy`) unless there are one to three dimensions, each once; QueryTooComplexError when
 *   there are more than 10,000 groups
 */
async function countStatistics(
  context: RequestContext,
  groupBy: readonly ActivityDimension[],
  filter: ActivityFilter | null,
  countsPeople: boolean,
): Promise<ActivityStatistic[]> {
  if (groupBy.length < 1 || groupBy.length > MAX_DIMENSIONS || new Set(groupBy).size < groupBy.length) {
    throw new BadUserInputError(`groupBy must name one to ${MAX_DIMENSIONS} dimensions, each at most once`, 'groupBy');
  }
  const by = groupBy.map((dimension) => dimensions[dimension]);
  const activities = countedActivities(context, filter);
  const counted = await countActivities(context, by, activities, MAX_GROUPS + 1);
  assertNotTooMany(counted);
  const people = countsPeople ? await countPeople(context, by, activities, counted, MAX_GROUPS + 1) : [];
  assertNotTooMany(people);
  const groups = withPeople(by, counted, people);
  assertNotTooMany(groups);
  groups.sort((one, other) => {
    for (const [place, dimension] of by.entries()) {
      const order = compareKeys(dimension, one.keys[place]!, other.keys[place]!);
      if (order !== 0) return order;
    }
    return 0;
  });
  return groups.map(({ keys, count, participants }) => ({
    keys: keys.map(({ value, label }, place) => ({ dimension: groupBy[place]!, value, label })),
    count,
    participants,
  }));
}

function assertNotTooMany(groups: readonly unknown[]): void {
  if (groups.length <= MAX_GROUPS) return;
  throw new QueryTooComplexError(
    `The result has more than ${MAX_GROUPS} groups: add a filter, or use fewer dimensions`,
  );
}

/** The groups with the people of each. Groups that only rows of people have are added. */
function withPeople(
  by: readonly CountedDimension[],
  counted: readonly ActivityGroup[],
  people: readonly PeopleGroup[],
): (ActivityGroup & Pick<PeopleGroup, 'participants'>)[] {
  if (people.length === 0) return counted.map((group) => ({ ...group, participants: NOBODY }));
  const byId = new Map(people.map((group) => [JSON.stringify(group.ids), group]));
  const groups = counted.map((group) => {
    const id = JSON.stringify(group.ids);
    const found = byId.get(id);
    byId.delete(id);
    return { ...group, participants: found?.participants ?? NOBODY };
  });
  // The activities with people may write a topic in other case or accents. The spelling among all activities is used.
  const known = by.map((_dimension, place) => new Map(counted.map(({ ids, keys }) => [ids[place], keys[place]!])));
  const added = [...byId.values()].map(({ keys, ...group }) => ({
    ...group,
    keys: keys.map((key, place) => known[place]!.get(group.ids[place]) ?? key),
    count: 0,
  }));
  return [...groups, ...added];
}

const NOBODY = toParticipantCount({ women: 0, men: 0, unspecified: 0 });
