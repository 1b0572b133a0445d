import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { BY_TITLE, Cost, rowsOfParent } from '../../../core/cost/field-cost';
import type { Connection } from '../../../core/listing/connection';
import { heldIn, linkedBy } from '../../../core/listing/list';
import { listsByParent } from '../../../core/listing/nested-list';
import { Cached } from '../../../core/types/cached';
import { countryCodes } from '../../../core/types/country-code';
import { Country } from '../country/country';
import { Network } from '../network/network.entity';
import { Organisation } from '../organisation/organisation.entity';
import { type OrganisationRole, RolesArg } from '../organisation/organisation-role';
import { Programme } from '../programme/programme.entity';
import type { Activity } from './activity.entity';
import { ActivitiesArgs, ActivityConnection, type ActivityFilter, type ActivityOrderField } from './activity.input';
import { activityListing } from './activity.listing';
import { listReferencedCountries } from './activity.service';
import { isOnceInRoles, normalizeRoles, type SelectedRoles } from './activity-organisations';

const ofProgramme = { table: 'activity', parent: 'programme_id', item: 'id' } as const;
const ofNetwork = { table: 'activity_network', parent: 'network_id', item: 'activity_id' } as const;
const ofOrganisation = { table: 'activity_organisation', parent: 'organisation_id', item: 'activity_id' } as const;
const ofCountry = { table: 'activity', parent: 'country_code', item: 'id' } as const;

const activitiesByProgrammeId = listsByParent(activityListing, heldIn('a', ofProgramme));

const activitiesByNetworkId = listsByParent(activityListing, linkedBy(ofNetwork, 'a.id', { lists: 'of any length' }));

const activitiesByCountryCode = listsByParent(activityListing, heldIn('a', ofCountry));

type ActivitiesOf = ReturnType<typeof listsByParent<Activity, ActivityOrderField, ActivityFilter>>;

/** One list for each selection of roles, of which there are few. */
const activitiesByOrganisationId = new Map<string, ActivitiesOf>();

function activitiesInRoles(roles: SelectedRoles): ActivitiesOf {
  const key = roles === null ? 'all' : roles.join();
  const known = activitiesByOrganisationId.get(key);
  if (known !== undefined) return known;
  const where = isOnceInRoles('link', roles);
  const lists = listsByParent(activityListing, linkedBy(ofOrganisation, 'a.id', { where, lists: 'of any length' }));
  activitiesByOrganisationId.set(key, lists);
  return lists;
}

@Resolver(() => Programme)
export class ProgrammeActivitiesResolver {
  @Cached('revision')
  @Cost({ lists: rowsOfParent('activity', ofProgramme, BY_TITLE) })
  @FieldResolver(() => ActivityConnection, { description: 'Activities of the programme.' })
  activities(
    @Root() { id }: Programme,
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: RequestContext,
  ): Connection<Activity> {
    return activitiesByProgrammeId(context, id, args);
  }
}

@Resolver(() => Network)
export class NetworkActivitiesResolver {
  @Cached('revision')
  @Cost({
    lists: rowsOfParent('activity', ofNetwork, BY_TITLE),
  })
  @FieldResolver(() => ActivityConnection, { description: 'Activities in which the network takes part.' })
  activities(
    @Root() { id }: Network,
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: RequestContext,
  ): Connection<Activity> {
    return activitiesByNetworkId(context, id, args);
  }
}

@Resolver(() => Organisation)
export class OrganisationActivitiesResolver {
  @Cached('revision')
  @Cost({
    lists: { ...rowsOfParent('activity', ofOrganisation, BY_TITLE), isLinkedRepeatedly: true },
  })
  @FieldResolver(() => ActivityConnection, {
    description: 'Activities in which the organisation has one of the roles, each once.',
  })
  activities(
    @Root() { id }: Organisation,
    @RolesArg() roles: OrganisationRole[] | null = null,
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: RequestContext,
  ): Connection<Activity> {
    return activitiesInRoles(normalizeRoles(roles))(context, id, args);
  }
}

@Resolver(() => Country)
export class CountryActivitiesResolver {
  @Cached('revision')
  @Cost({ size: { assumed: countryCodes.length }, isOwn: true })
  @Query(() => [Country], {
    description: 'Countries that are members of a network, hold an activity or take part in one, ordered by code.',
  })
  countries(
    @Arg('all', () => Boolean, {
      defaultValue: false,
      description: 'True to return every country that has a code, for example to offer a choice.',
    })
    all: boolean,
    @Ctx() context: RequestContext,
  ): Country[] | Promise<Country[]> {
    return all ? countryCodes.map((code) => new Country(code)) : listReferencedCountries(context);
  }

  @Cached('revision')
  @Cost({ lists: rowsOfParent('activity', ofCountry, BY_TITLE) })
  @FieldResolver(() => ActivityConnection, { description: 'Activities that are held in the country.' })
  activities(
    @Root() { code }: Country,
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: RequestContext,
  ): Connection<Activity> {
    return activitiesByCountryCode(context, code, args);
  }
}
