import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../access/request-context';
import { Country } from '../country/country';
import { Organisation } from './organisation.entity';
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

  @FieldResolver(() => Country, { nullable: true, description: 'Its country; null: it is an international body.' })
  country(@Root() { countryCode }: Organisation): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }
}
