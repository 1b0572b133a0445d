import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Connection } from '../../../core/listing/connection';
import { DateScalar } from '../../../core/types/scalars';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loaded-by-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { listAll } from '../../../core/listing/list';
import { Organisation } from '../organisation/organisation.entity';
import { Publication } from '../../publishing/publication.entity';
import { MemberCountry, MembershipKind } from './member-country.entity';
import { NetworkConnection } from './network.connection';
import { Network } from './network.entity';
import { NetworksArgs } from './network.input';
import { networkListing } from './network.listing';
import { memberCountriesByNetworkId, networkBySlug, supportersByNetworkId } from './network.loaders';
import { memberCountriesOn } from './network.service';

@Resolver(() => Network)
export class NetworkResolver {
  @Query(() => Network, {
    nullable: true,
    description: 'The network with this slug; null: none that you may see.',
  })
  network(
    @Arg('slug', () => String, { description: 'Its slug.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Network | null> {
    return loaders.load(networkBySlug, slug);
  }

  @Query(() => NetworkConnection, { description: 'The networks.' })
  networks(@Args(() => NetworksArgs) args: NetworksArgs, @Ctx() context: RequestContext): Connection<Network> {
    return listAll(context, networkListing, args);
  }

  @LoadedById(supportersByNetworkId)
  @FieldResolver(() => [Organisation], { description: 'The organisations that support it, by slug.' })
  supportedBy(@Root() { id }: Network, @Ctx() { loaders }: RequestContext): Promise<Organisation[]> {
    return loaders.load(supportersByNetworkId, id);
  }

  @FieldResolver(() => [MemberCountry], {
    description:
      'Countries admitted to the network on the given day; withdrawn ones are excluded. Full members first, then by country.',
  })
  memberCountries(
    @Root() { id }: Network,
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateScalar, { nullable: true, description: 'The day; today in UTC when absent.' })
    asOf: string | null,
    @Arg('kinds', () => [MembershipKind], { nullable: true, description: 'Only these kinds; all when absent.' })
    kinds: MembershipKind[] | null,
  ): Promise<MemberCountry[]> {
    return memberCountriesOn(context, id, asOf, kinds);
  }

  @LoadedById(memberCountriesByNetworkId)
  @FieldResolver(() => [MemberCountry], {
    description:
      'Its memberships, past and future ones among them. Full members first, then by country, the earliest first.',
  })
  memberships(@Root() { id }: Network, @Ctx() { loaders }: RequestContext): Promise<MemberCountry[]> {
    return loaders.load(memberCountriesByNetworkId, id);
  }

  @Auth(Role.EDITOR)
  @FieldResolver(() => Publication, { description: 'Where it stands on its way to the public.' })
  publication(@Root() { publication }: Network): Publication {
    return publication;
  }
}
