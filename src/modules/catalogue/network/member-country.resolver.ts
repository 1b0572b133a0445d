import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Country } from '../country/country';
import { MemberCountry } from './member-country.entity';
import { Network } from './network.entity';
import { memberCountriesByCountryCode, networkById } from './network.loaders';

@Resolver(() => MemberCountry)
export class MemberCountryResolver {
  @FieldResolver(() => Country, { description: 'The country.' })
  country(@Root() { countryCode }: MemberCountry): Country {
    return new Country(countryCode);
  }

  @FieldResolver(() => Network, { description: 'The network.' })
  network(@Root() { networkId }: MemberCountry, @Ctx() { loaders }: RequestContext): Promise<Network | null> {
    return loaders.load(networkById, networkId);
  }
}

@Resolver(() => Country)
export class CountryMembershipsResolver {
  @FieldResolver(() => [MemberCountry], {
    description: 'Its memberships of networks, past ones among them; full ones first.',
  })
  memberships(@Root() { code }: Country, @Ctx() { loaders }: RequestContext): Promise<MemberCountry[]> {
    return loaders.load(memberCountriesByCountryCode, code);
  }
}
