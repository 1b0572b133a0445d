import { Arg, Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_NAME, Cost, listOfParent, rowsOfTable } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { Cached } from '../../../core/types/cached';
import { DateScalar } from '../../../core/types/scalars';
import { contentMutations } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { Image } from '../../media/image/image.entity';
import { Link } from '../../media/link/link';
import { linksOf } from '../../media/link/link-field';
import { markdownHtmlOf } from '../../media/markdown-html.resolver';
import { revertMutation } from '../../publishing/history/history.resolvers';
import { previewsOf } from '../../publishing/preview/preview.resolvers';
import { publishMutations } from '../../publishing/transition/publish.resolvers';
import { transitionMutations } from '../../publishing/transition/transition.resolvers';
import { Organisation } from '../organisation/organisation.entity';
import { MemberCountry, MembershipKind } from './member-country.entity';
import { Network, publishableNetwork } from './network.entity';
import { NetworkConnection, NetworksArgs } from './network.input';
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

const networks = {
  type: publishableNetwork,
  noun: 'network',
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

export const NetworkTranslationsResolver = translationsField(networks, Role.EDITOR);

/** The mutations that create, update and translate networks. */
export const networkMutations = [
  ...contentMutations(networks, Role.EDITOR, {
    created: 'a network as a draft',
    note: 'FORBIDDEN for an editor of one network.',
    inputNote: 'Use `admitCountry` to add its members.',
    assertCanCreate: assertCanCreateNetworks,
  }),
  ...translationMutations(networks, Role.EDITOR),
];
