import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { loadInGroups } from '../../../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../../../core/access/request-context';
import { Cost, valuesIn } from '../../../../core/cost/field-cost';
import { groupBy } from '../../../../core/group-by';
import type { ScopedConnection } from '../../../../core/listing/list';
import { Cached } from '../../../../core/types/cached';
import { MAX_CODES } from '../../../figures/codelists/codelist';
import { type OrganisationRole, RolesArg } from '../../organisation/organisation-role';
import type { Activity } from '../activity.entity';
import { ActivityConnection, type ActivityFilter } from '../activity.input';
import { availableLocales } from '../activity.locales';
import { normalizeRoles } from '../activity-organisations';
import { countActivities, countLists, groupsUnderFilter } from './activity-counts';
import {
  ActivityDimension,
  type CountedDimension,
  CountedValue,
  dimensions,
  MAX_TOPICS,
  mostFrequentTopics,
  organisationsIn,
} from './activity-dimension';
import { countedActivities } from './counted-activities';
import { compareKeys } from './group-statements';

/** Maximum groups of one statement. No facet reaches it, even for the lists of many parents together. */
const MAX_GROUPS = 100_000;

@Cached('revision')
@ObjectType({
  implements: CountedValue,
  simpleResolvers: true,
  description: 'Value that activities of a list have in one dimension, with the number of these activities.',
})
export class Facet extends CountedValue {
  @Field(() => Int, {
    description: 'Number of activities that have the value and meet the other conditions of the list.',
  })
  count!: number;
}

const facetBy = (value: string) => ({ description: `Counts by ${value}, the largest count first.` });

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description:
    'Counts of the activities of a list by their values. Each facet ignores the filter on its own ' +
    'dimension, so that it shows the other values that can be chosen. It ignores that filter at the top ' +
    'level and within `and`. Equal counts are ordered by value, the unknown one last.',
})
export class ActivityFacets {
  @Cost({ part: { of: 'facet', ignores: 'year' }, size: { assumed: 302 } })
  @Field(() => [Facet], facetBy('the year in which the activities are counted'))
  years!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'component' }, size: valuesIn('component', 10_000) })
  @Field(() => [Facet], facetBy('component'))
  components!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'region' }, size: valuesIn('region', 10_000) })
  @Field(() => [Facet], facetBy('region'))
  regions!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'country' }, size: { assumed: 251 } })
  @Field(() => [Facet], facetBy('the country in which the activities are held'))
  countries!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'activityType' }, size: { assumed: 13 } })
  @Field(() => [Facet], facetBy('type of activity'))
  activityTypes!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'network', links: 'activity_network' }, size: valuesIn('network', 10_000) })
  @Field(() => [Facet], {
    description: 'Counts by participating network, the largest count first. An activity counts once for each network.',
  })
  networks!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'programme' }, size: valuesIn('programme', 10_000) })
  @Field(() => [Facet], facetBy('programme'))
  programmes!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'participatingCountry', links: 'activity_country' }, size: { assumed: 250 } })
  @Field(() => [Facet], {
    description: 'Counts by participating country, the largest count first. An activity counts once for each country.',
  })
  participatingCountries!: () => Promise<Facet[]>;

  @Cost({
    part: { of: 'facet', ignores: 'topic', links: 'activity_topic_text' },
    size: valuesIn('activity_topic', MAX_TOPICS),
  })
  @Field(() => [Facet], {
    description:
      'Counts by topic, the largest count first: the 1,000 most frequent of the topics that activities of the list were first ' +
      'written with, compared without case and accents. An activity that has one of them in any published language counts ' +
      'once for it.',
  })
  topics!: () => Promise<Facet[]>;

  @Cost({
    part: { of: 'facet', ignores: 'locale', links: 'activity_translation', hasOwnValue: true },
    size: { assumed: 41 },
  })
  @Field(() => [Facet], {
    description:
      'Counts by language, the largest count first. An activity counts once for each language in which it is available, ' +
      'as `availableLocales` lists them.',
  })
  locales!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'status' }, size: { assumed: 7 } })
  @Field(() => [Facet], facetBy('stage'))
  statuses!: () => Promise<Facet[]>;

  @Cost({
    part: { of: 'facet', ignores: 'sector', links: 'activity_sector' },
    size: valuesIn('activity_sector', MAX_CODES),
  })
  @Field(() => [Facet], {
    description: 'Counts by sector, the largest count first. An activity counts once for each sector.',
  })
  sectors!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'sdg', links: 'activity_sdg' }, size: { assumed: 17 } })
  @Field(() => [Facet], {
    description:
      'Counts by sustainable development goal, the largest count first. An activity counts once for each goal that it serves ' +
      'itself or by a target.',
  })
  sdgs!: () => Promise<Facet[]>;

  @Cost({ part: { of: 'facet', ignores: 'recipientCountry', links: 'activity_recipient' }, size: { assumed: 250 } })
  @Field(() => [Facet], {
    description: 'Counts by country that benefits, the largest count first. An activity counts once for each country.',
  })
  recipientCountries!: () => Promise<Facet[]>;

  /** Counts by another dimension. */
  readonly by!: (dimension: CountedDimension) => Promise<Facet[]>;
}

@Resolver(() => ActivityFacets)
export class OrganisationFacetResolver {
  @Cached('revision')
  @Cost({
    part: { of: 'facet', ignores: 'organisation', links: 'activity_organisation' },
    size: valuesIn('organisation', 10_000),
  })
  @FieldResolver(() => [Facet], {
    description:
      'Counts by organisation, the largest count first. An activity counts once for each organisation that has one of the ' +
      'roles.',
  })
  organisations(@Root() { by }: ActivityFacets, @RolesArg() roles: OrganisationRole[] | null = null): Promise<Facet[]> {
    return by(organisationsIn(normalizeRoles(roles)));
  }
}

@Resolver(() => ActivityConnection)
export class ActivityFacetsResolver {
  @Cached('revision')
  @Cost({ statements: 0, isOwn: true })
  @FieldResolver(() => ActivityFacets, {
    description:
      'Counts of the activities in the list by their values. A facet shows alternatives: it ignores the condition of the ' +
      'filter on its own values, unless that is inside `or` or `not`. Only the requested facets are computed.',
  })
  facets(
    @Root() { scope: { filter, of } }: ScopedConnection<Activity, ActivityFilter>,
    @Ctx() context: RequestContext,
  ): ActivityFacets {
    const by = (dimension: CountedDimension) =>
      context.loaders.load(facetByList, { of, dimension, filter: without(filter, dimension.filter) });
    const facet = (dimension: ActivityDimension) => () => by(dimensions[dimension]);
    return {
      by,
      years: facet(ActivityDimension.YEAR),
      components: facet(ActivityDimension.COMPONENT),
      regions: facet(ActivityDimension.REGION),
      countries: facet(ActivityDimension.COUNTRY),
      activityTypes: facet(ActivityDimension.ACTIVITY_TYPE),
      networks: facet(ActivityDimension.NETWORK),
      programmes: facet(ActivityDimension.PROGRAMME),
      participatingCountries: facet(ActivityDimension.PARTICIPATING_COUNTRY),
      topics: () => by(mostFrequentTopics),
      locales: () => addFacets(availableLocales, by),
      statuses: facet(ActivityDimension.STATUS),
      sectors: facet(ActivityDimension.SECTOR),
      sdgs: facet(ActivityDimension.SDG),
      recipientCountries: facet(ActivityDimension.RECIPIENT_COUNTRY),
    };
  }
}

interface FacetKey {
  readonly of: ScopedConnection<Activity, ActivityFilter>['scope']['of'];
  readonly dimension: CountedDimension;
  readonly filter: ActivityFilter | null;
}

/** Counts a facet in one statement for all lists with the same filter and the same type of parent. */
const facetByList: LoaderDefinition<FacetKey, Facet[]> = {
  keyText: ({ of, dimension, filter }) => JSON.stringify([of, dimension.key, dimension.selection, filter]),
  batch: (keys, context) =>
    loadInGroups(
      keys,
      ({ of, dimension, filter }) => JSON.stringify([of?.link, dimension, filter]),
      async (lists) => {
        const [{ of: first, dimension: counted, filter }] = lists;
        const of = first && { link: first.link, parents: lists.map((list) => list.of!.parent) };
        const activities = countedActivities(context, filter);
        const groups =
          of !== null
            ? await countLists(context, [counted], activities, of, MAX_GROUPS)
            : isServedByIndexes(filter)
              ? await countActivities(context, [counted], activities, MAX_GROUPS)
              : await context.loaders.load(groupsUnderFilter, { ...activities, dimension: counted, limit: MAX_GROUPS });
        const byParent = groupBy(groups, ({ parent }) => parent);
        return lists.map((list) => {
          const facets = (byParent.get(list.of?.parent ?? null) ?? []).map(({ keys: [key], count }) => ({
            value: key!.value,
            label: key!.label,
            count,
          }));
          return sortFacets(facets, counted);
        });
      },
    ),
};

/** The largest count first. */
function sortFacets(list: Facet[], dimension: CountedDimension): Facet[] {
  return list.sort((one, other) => other.count - one.count || compareKeys(dimension, one, other));
}

/** Adds up the counts of equal values in facets by several dimensions, whose values are compared alike. */
async function addFacets(
  dimensions: readonly [CountedDimension, ...CountedDimension[]],
  by: (dimension: CountedDimension) => Promise<Facet[]>,
): Promise<Facet[]> {
  const lists = await Promise.all(dimensions.map(by));
  const sums = new Map<string | null, Facet>();
  for (const { value, label, count } of lists.flat()) {
    sums.set(value, { value, label, count: count + (sums.get(value)?.count ?? 0) });
  }
  return sortFacets([...sums.values()], dimensions[0]);
}

/** The filter fields whose columns have an index with the columns of all facets, see the entity. */
const indexed = new Set<string>(
  Object.values(dimensions).flatMap(({ join, filter }) => (join === undefined && filter !== undefined ? [filter] : [])),
);

/** True if indexes serve each facet under the filter: no condition needs text or other tables. */
function isServedByIndexes(filter: ActivityFilter | null): boolean {
  return Object.entries(filter ?? {}).every(([name, value]: [string, unknown]) =>
    name === 'and' ? (value as ActivityFilter[]).every(isServedByIndexes) : indexed.has(name),
  );
}

/** The filter without its conditions on one field, if there is one, at the top level and within `and`. */
function without(filter: ActivityFilter | null, field: keyof ActivityFilter | undefined): ActivityFilter | null {
  if (filter === null) return null;
  const kept = Object.entries(filter).filter(([name]) => name !== field);
  return Object.fromEntries(
    kept.map(([name, value]: [string, unknown]) => [
      name,
      name === 'and' && Array.isArray(value) ? value.map((part: ActivityFilter) => without(part, field)) : value,
    ]),
  );
}
