import { Arg, Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { FirstArg, LoadedById, loadFirst } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_TITLE, Cost, listOfParent, PROMISE_WEIGHT, rowsOfTable } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { Cached } from '../../../core/types/cached';
import { LongText } from '../../../core/types/text';
import { contentMutations } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { revertMutation } from '../../publishing/history/history.resolvers';
import { previewsOf } from '../../publishing/preview/preview.resolvers';
import { publishMutations } from '../../publishing/transition/publish.resolvers';
import { transitionMutations } from '../../publishing/transition/transition.resolvers';
import { Country } from '../country/country';
import { Network } from '../network/network.entity';
import { OrganisationInRole } from '../organisation/organisation-in-role';
import { inRoles } from '../organisation/organisation-in-role.loaders';
import { type OrganisationRole, organisationRoles, RolesArg } from '../organisation/organisation-role';
import { Programme } from '../programme/programme.entity';
import { programmeById } from '../programme/programme.loaders';
import { Activity } from './activity.entity';
import { publishableActivity } from './activity.fields';
import { ActivitiesArgs, ActivityConnection } from './activity.input';
import { activityListing } from './activity.listing';
import {
  activityById,
  networksByActivityId,
  organisationsByActivityId,
  participatingCountriesByActivityId,
  topicsByActivityId,
} from './activity.loaders';
import { findActivity } from './activity.service';
import { OperativeDimension } from './operative-dimension';

@Resolver(() => Activity)
export class ActivityResolver {
  @Cached('revision')
  @Query(() => Activity, {
    nullable: true,
    description:
      'Activity with the given slug or code, exactly one of which must be given. Null if there is none ' +
      'that you may see.',
  })
  activity(
    @Ctx() context: RequestContext,
    @Arg('slug', () => String, { nullable: true, description: 'Slug of the activity.' }) slug: string | null = null,
    @Arg('code', () => String, { nullable: true, description: 'Exact code of the activity.' })
    code: string | null = null,
  ): Promise<Activity | null> {
    return findActivity(context, slug, code);
  }

  @Cached('revision')
  @Cost({ lists: rowsOfTable('activity', BY_TITLE) })
  @Query(() => ActivityConnection, { description: 'Activities that you may see.' })
  activities(@Args(() => ActivitiesArgs) args: ActivitiesArgs, @Ctx() context: RequestContext): Connection<Activity> {
    return listAll(context, activityListing, args);
  }

  @Extensions({ reads: ['programmeId'] })
  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Programme, {
    nullable: true,
    description: 'Programme that the activity belongs to. Null if it belongs to none.',
  })
  programme(@Root() { programmeId }: Activity, @Ctx() { loaders }: RequestContext): Promise<Programme | null> | null {
    return programmeId === null ? null : loaders.load(programmeById, programmeId);
  }

  @LoadedById(networksByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_network', parent: 'activity_id', item: 'network_id' }) })
  @FieldResolver(() => [Network], { description: 'Networks that take part in the activity, ordered by name.' })
  networks(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Network[]> {
    return loaders.load(networksByActivityId, id);
  }

  @LoadedById(participatingCountriesByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_country', parent: 'activity_id', item: 'country_code' }) })
  @FieldResolver(() => [Country], { description: 'Countries that take part in the activity, ordered by code.' })
  participatingCountries(
    @Root() { id }: Activity,
    @FirstArg('countries') first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<Country[]> {
    return loadFirst(context, participatingCountriesByActivityId, id, first);
  }

  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_organisation', parent: 'activity_id' }) })
  @FieldResolver(() => [OrganisationInRole], {
    description: `Organisations of the activity in their roles, ordered by role (${organisationRoles.join(', ')}), then by slug.`,
  })
  async organisations(
    @Root() { id }: Activity,
    @RolesArg() roles: OrganisationRole[] | null = null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<OrganisationInRole[]> {
    return inRoles(await loaders.load(organisationsByActivityId, id), roles);
  }

  @LoadedById(topicsByActivityId)
  @LongText()
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_topic', parent: 'activity_id' }) })
  @FieldResolver(() => [String], {
    description: 'Topics of the activity, the most important first. Those that a translation lacks are left out.',
  })
  topics(
    @Root() { id }: Activity,
    @FirstArg('topics') first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<string[]> {
    return loadFirst(context, topicsByActivityId, id, first);
  }
}

@Resolver(() => OperativeDimension)
export class OperativeDimensionResolver {
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Country, {
    nullable: true,
    description: 'Country in which the activity is held. Null if unknown.',
  })
  country(@Root() { countryCode }: OperativeDimension): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }

  @Extensions({ reads: ['activityType', 'activityTypeLabel'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Type of the activity as people read it, in the language of the activity, or in another one if the server has no labels in it. Null if unknown.',
  })
  activityTypeLabel(
    @Root() { activityType, locale }: OperativeDimension,
    @Ctx() { languages }: RequestContext,
  ): string | null {
    return activityType && languages.label('ActivityType', activityType, locale!);
  }
}

/** The rows of an activity that have statements of their own when it is reverted, besides its objectives. */
const rowsOfActivity = [
  { table: 'activity_result', parent: 'activity_id' },
  { table: 'indicator', parent: 'result_id', through: [{ table: 'activity_result', parent: 'activity_id' }] },
  { table: 'money_transaction', parent: 'activity_id' },
  { table: 'past_transaction', parent: 'activity_id' },
];

const activities = { type: publishableActivity, noun: 'activity', field: 'activity', byId: activityById };

/** The mutations that publish, delete, revert and preview activities. */
export const activityTransitions = [
  ...publishMutations(activities),
  ...transitionMutations(activities),
  revertMutation(activities, rowsOfActivity, MAX_ENTRIES),
  ...previewsOf(activities),
];

export const ActivityTranslationsResolver = translationsField(activities, Role.EDITOR);

/** The mutations that create, update and translate activities. */
export const activityMutations = [
  ...contentMutations(activities, Role.EDITOR, { created: 'an activity as a draft' }),
  ...translationMutations(activities, Role.EDITOR),
];
