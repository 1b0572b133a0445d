import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, Field, Mutation, ObjectType } from 'type-graphql';
import type { Connection } from '../../../core/listing/connection';
import { DateScalar } from '../../../core/types/scalars';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { listAll } from '../../../core/listing/list';
import { Organisation } from '../organisation/organisation.entity';
import { MemberCountry, MembershipKind } from './member-country.entity';
import { NetworkConnection, NetworksArgs, CreateNetworkInput, UpdateNetworkInput } from './network.input';
import { Network } from './network.entity';
import { networkListing } from './network.listing';
import { memberCountriesByNetworkId, networkBySlug, supportersByNetworkId, networkById } from './network.loaders';
import { memberCountriesOn } from './network.service';
import { getChangedItem } from '../../../core/mutations/changed';
import { revertMutation } from '../../publishing/history.resolvers';
import { transitionMutations } from '../../publishing/transition.resolvers';
import { previewsOf } from '../../publishing/preview.resolvers';
import { publishableNetwork } from './network.authored';
import type { NetworkEditing } from './network-editing.service';

@ObjectType({ simpleResolvers: true, description: 'The network that was made.' })
export class CreateNetworkPayload {
  @Field(() => Network, { description: 'The network.' })
  network!: Network;
}

@ObjectType({ simpleResolvers: true, description: 'The network that was changed.' })
export class UpdateNetworkPayload {
  @Field(() => Network, { description: 'The network as it is now.' })
  network!: Network;
}

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
}

@Resolver()
export class NetworkEditingResolver {
  constructor(private readonly editing: NetworkEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateNetworkPayload, {
    description: 'Makes a network, as a draft. FORBIDDEN to editors of one network.',
  })
  async createNetwork(
    @Arg('input', () => CreateNetworkInput, { description: 'What is known of it.' }) input: CreateNetworkInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateNetworkPayload> {
    const id = await this.editing.create(context, input);
    return { network: await getChangedItem(context.loaders, networkById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateNetworkPayload, { description: 'Changes a network.' })
  async updateNetwork(
    @Arg('input', () => UpdateNetworkInput, { description: 'What is to change.' }) input: UpdateNetworkInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateNetworkPayload> {
    const id = await this.editing.update(context, input);
    return { network: await getChangedItem(context.loaders, networkById, id) };
  }
}

const networks = {
  type: publishableNetwork,
  field: 'network',
  noun: 'the network',
  byId: networkById,
};

/** Publishing networks and what else becomes of them, their history, and links to drafts of them. */
export const networkTransitions = [...transitionMutations(networks), revertMutation(networks), ...previewsOf(networks)];
