import {
  Arg,
  Args,
  Ctx,
  Extensions,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_NAME, Cost, listOfParent, rowsOfTable } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { ContentPayload } from '../../../core/mutations/content-warnings';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Cached } from '../../../core/types/cached';
import { DateScalar } from '../../../core/types/scalars';
import { Image } from '../../media/image/image.entity';
import { Link } from '../../media/link/link';
import { linksOf } from '../../media/link/link-field';
import { markdownHtmlOf } from '../../media/markdown-html.resolver';
import { revertMutation } from '../../publishing/history/history.resolvers';
import { previewsOf } from '../../publishing/preview/preview.resolvers';
import type { Publishing } from '../../publishing/publishing.service';
import { publishMutations } from '../../publishing/transition/publish.resolvers';
import { transitionMutations } from '../../publishing/transition/transition.resolvers';
import { Organisation } from '../organisation/organisation.entity';
import { MemberCountry, MembershipKind } from './member-country.entity';
import { Network } from './network.entity';
import { publishableNetwork } from './network.fields';
import { CreateNetworkInput, NetworkConnection, NetworksArgs, UpdateNetworkInput } from './network.input';
import { networkListing } from './network.listing';
import {
  emblemByNetworkId,
  memberCountriesByNetworkId,
  networkById,
  networkBySlug,
  networkImages,
  supportersByNetworkId,
} from './network.loaders';
import { assertCanCreateNetworks } from './network.policy';
import { memberCountriesOn } from './network.service';

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of creating a network.' })
export class CreateNetworkPayload {
  @Field(() => Network, { description: 'Network that was created.' })
  network!: Network;
}

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of updating a network.' })
export class UpdateNetworkPayload {
  @Field(() => Network, { description: 'Network after the update.' })
  network!: Network;
}

const memberships = listOfParent(1_000, { table: 'member_country', parent: 'network_id', item: 'id' });

@Resolver(() => Network)
export class NetworkResolver {
  @Cached('revision')
  @Query(() => Network, {
    nullable: true,
    description: 'Network with the given slug. Null if there is none that you may see.',
  })
  network(
    @Arg('slug', () => String, { description: 'Slug of the network.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Network | null> {
    return loaders.load(networkBySlug, slug);
  }

  @Cached('revision')
  @Cost({ lists: rowsOfTable('network', BY_NAME) })
  @Query(() => NetworkConnection, { description: 'Networks that you may see.' })
  networks(@Args(() => NetworksArgs) args: NetworksArgs, @Ctx() context: RequestContext): Connection<Network> {
    return listAll(context, networkListing, args);
  }

  @LoadedById(supportersByNetworkId)
  @Cached('revision')
  @Cost({
    size: listOfParent(MAX_ENTRIES, { table: 'network_supporter', parent: 'network_id', item: 'organisation_id' }),
  })
  @FieldResolver(() => [Organisation], { description: 'Organisations that support the network, ordered by slug.' })
  supportedBy(@Root() { id }: Network, @Ctx() { loaders }: RequestContext): Promise<Organisation[]> {
    return loaders.load(supportersByNetworkId, id);
  }

  @Cached('day')
  @Cost({ size: memberships })
  @FieldResolver(() => [MemberCountry], {
    description:
      'Countries admitted to the network on the given day; withdrawn ones are excluded. A membership whose `since` is unknown ' +
      'counts as having always held. Ordered by kind (ACTIVE, PARTICIPATING, OBSERVER), then by country code.',
  })
  memberCountries(
    @Root() { id }: Network,
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateScalar, {
      nullable: true,
      description: 'Day on which the memberships must hold. Today in UTC if absent.',
    })
    asOf: string | null,
    @Arg('kinds', () => [MembershipKind], {
      nullable: true,
      description: 'Kinds of membership to include. All kinds if absent; an empty list selects nothing.',
    })
    kinds: MembershipKind[] | null,
  ): Promise<MemberCountry[]> {
    return memberCountriesOn(context, id, asOf, kinds);
  }

  @LoadedById(memberCountriesByNetworkId)
  @Cached('revision')
  @Cost({ size: memberships })
  @FieldResolver(() => [MemberCountry], {
    description:
      'All memberships of the network, including past and future ones. Ordered by kind (ACTIVE, PARTICIPATING, OBSERVER), then ' +
      'by country code, the earliest membership first.',
  })
  memberships(@Root() { id }: Network, @Ctx() { loaders }: RequestContext): Promise<MemberCountry[]> {
    return loaders.load(memberCountriesByNetworkId, id);
  }

  @LoadedById(emblemByNetworkId)
  @Cached('revision')
  @FieldResolver(() => Image, { nullable: true, description: 'Emblem of the network. Null if it has none.' })
  emblem(@Root() { id }: Network, @Ctx() { loaders }: RequestContext): Promise<Image | null> {
    return loaders.load(emblemByNetworkId, id);
  }

  @Extensions({ reads: ['links'] })
  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: 100 } })
  @FieldResolver(() => [Link], { description: 'Links of the network to pages elsewhere, in their order.' })
  links(@Root() item: Network): Link[] {
    return linksOf(item);
  }
}

export const NetworkDescriptionResolver = markdownHtmlOf(Network, 'description', networkImages);

@Resolver()
export class NetworkEditingResolver {
  constructor(private readonly publishing: Publishing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateNetworkPayload, {
    description: 'Creates a network as a draft. FORBIDDEN for an editor of one network.',
  })
  async createNetwork(
    @Arg('input', () => CreateNetworkInput, { description: 'Content of the new network.' }) input: CreateNetworkInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateNetworkPayload> {
    assertCanCreateNetworks(context.viewer);
    const id = await this.publishing.create(context, publishableNetwork, input);
    return { network: await getChangedItem(context.loaders, networkById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateNetworkPayload, { description: 'Updates the content of a network.' })
  async updateNetwork(
    @Arg('input', () => UpdateNetworkInput, { description: 'Network to update, its version and the fields to change.' })
    input: UpdateNetworkInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateNetworkPayload> {
    const id = await this.publishing.update(context, publishableNetwork, input);
    return { network: await getChangedItem(context.loaders, networkById, id) };
  }
}

const networks = {
  type: publishableNetwork,
  field: 'network',
  byId: networkById,
};

/** The mutations that publish, delete, revert and preview networks. */
export const networkTransitions = [
  ...publishMutations(networks),
  ...transitionMutations(networks),
  revertMutation(networks, [{ table: 'member_country', parent: 'network_id' }]),
  ...previewsOf(networks),
];
