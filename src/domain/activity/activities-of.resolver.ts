import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import sql, { empty } from 'sql-template-tag';
import type { Connection } from '../../graphql/types/connection';
import type { RequestContext } from '../access/request-context';
import { Country } from '../country/country';
import { listsByParent } from '../listing/list';
import { Network } from '../network/network.entity';
import { Programme } from '../programme/programme.entity';
import { ActivityConnection } from './activity.connection';
import type { Activity } from './activity.entity';
import { ActivitiesArgs } from './activity.input';
import { activityListing } from './activity.listing';
import { listTouchedCountries } from './activity.service';

const activitiesByProgrammeId = listsByParent(activityListing, { join: empty, parent: 'a.programme_id' });

const activitiesByNetworkId = listsByParent(activityListing, {
  join: sql`JOIN activity_network link ON link.activity_id = a.id`,
  parent: 'link.network_id',
});

const activitiesByCountryCode = listsByParent(activityListing, { join: empty, parent: 'a.country_code' });

@Resolver(() => Programme)
export class ProgrammeActivitiesResolver {
  @FieldResolver(() => ActivityConnection, { description: 'The activities of the programme.' })
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
  @FieldResolver(() => ActivityConnection, { description: 'The activities that the network takes part in.' })
  activities(
    @Root() { id }: Network,
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: RequestContext,
  ): Connection<Activity> {
    return activitiesByNetworkId(context, id, args);
  }
}

@Resolver(() => Country)
export class CountryActivitiesResolver {
  @Query(() => [Country], { description: 'The countries that networks and activities touch, by code.' })
  countries(@Ctx() context: RequestContext): Promise<Country[]> {
    return listTouchedCountries(context);
  }

  @FieldResolver(() => ActivityConnection, { description: 'The activities held in the country.' })
  activities(
    @Root() { code }: Country,
    @Args(() => ActivitiesArgs) args: ActivitiesArgs,
    @Ctx() context: RequestContext,
  ): Connection<Activity> {
    return activitiesByCountryCode(context, code, args);
  }
}
