import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Connection } from '../../../core/listing/connection';
import type { RequestContext } from '../../../core/access/request-context';
import { Country } from '../country/country';
import { listAll } from '../../../core/listing/list';
import { OrganisationConnection } from './organisation.connection';
import { Organisation } from './organisation.entity';
import { OrganisationsArgs } from './organisation.input';
import { organisationListing } from './organisation.listing';
import { organisationBySlug } from './organisation.loaders';

@Resolver(() => Organisation)
export class OrganisationResolver {
  @Query(() => Organisation, { nullable: true, description: 'The organisation with this slug; null: there is none.' })
  organisation(
    @Arg('slug', () => String, { description: 'Its slug.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> {
    return loaders.load(organisationBySlug, slug);
  }

  @Query(() => OrganisationConnection, { description: 'The organisations, by name.' })
  organisations(
    @Args(() => OrganisationsArgs) args: OrganisationsArgs,
    @Ctx() context: RequestContext,
  ): Connection<Organisation> {
    return listAll(context, organisationListing, args);
  }

  @FieldResolver(() => Country, { nullable: true, description: 'Its country; null: it is an international body.' })
  country(@Root() { countryCode }: Organisation): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }
}
