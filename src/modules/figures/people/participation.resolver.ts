import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost } from '../../../core/cost/field-cost';
import { Cached } from '../../../core/types/cached';
import { Country } from '../../catalogue/country/country';
import { Organisation } from '../../catalogue/organisation/organisation.entity';
import { organisationById } from '../../catalogue/organisation/organisation.loaders';
import { Participation } from './participation';

@Resolver(() => Participation)
export class ParticipationResolver {
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Country, {
    nullable: true,
    description: 'Country that the people came from. Null if unknown, or if the row is merged.',
  })
  country(@Root() { countryCode }: Participation): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }

  @Cached('revision')
  @FieldResolver(() => Organisation, {
    nullable: true,
    description: 'Organisation that the people came from. Null if unknown, or if the row is merged.',
  })
  organisation(
    @Root() { organisationId }: Participation,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> | null {
    return organisationId === null ? null : loaders.load(organisationById, organisationId);
  }
}
