import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ConditionCost } from '../../../core/cost/condition-cost';
import { connectionType, edgeType, PagingArgs } from '../../../core/listing/connection';
import { NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { type Order, OrderDirection } from '../../../core/listing/order';
import { LocalizedInput } from '../../../core/mutations/mutation-inputs';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { LinkInput } from '../../media/link/link';
import { PublicationState } from '../../publishing/publication.entity';
import { Network } from './network.entity';

export enum NetworkOrderField {
  NAME = 'NAME',
  SINCE = 'SINCE',
}

registerEnumType(NetworkOrderField, {
  name: 'NetworkOrderField',
  description: 'Field by which networks can be ordered.',
  valuesConfig: {
    NAME: { description: 'Name of the network in the language in which it is shown, without case and accents.' },
    SINCE: { description: 'First day on which the network may have been launched.' },
  },
});

@InputType({ description: 'One criterion of the order of networks.' })
export class NetworkOrder implements Order<NetworkOrderField> {
  @Field(() => NetworkOrderField, { description: 'Field to order the networks by.' })
  field!: NetworkOrderField;

  @Field(() => OrderDirection, { description: 'Direction of the order: ascending or descending.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Conditions on networks, all of which must be met. ' + NO_NULL })
export class NetworkFilter {
  @Field(() => [NetworkFilter], { nullable: true, description: 'Conditions on the network, all of which must be met.' })
  and?: NetworkFilter[];

  @Field(() => [NetworkFilter], {
    nullable: true,
    description: 'Conditions on the network, at least one of which must be met. An empty list matches nothing.',
  })
  or?: NetworkFilter[];

  @Field(() => NetworkFilter, { nullable: true, description: 'Condition that the network must not meet.' })
  not?: NetworkFilter;

  @ConditionCost(1.5)
  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the full name of the network, in one of the languages in which it is available.',
  })
  name?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'Condition on the acronym of the network.' })
  acronym?: StringFilter;

  @ConditionCost(0.3)
  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description:
      'Matches networks of which one of these countries is, was or will be a member, given as ISO 3166-1 alpha-2 codes.',
  })
  memberCountry?: string[];

  @ConditionCost(0.5)
  @Field(() => String, {
    nullable: true,
    description:
      'Text to search for in name, acronym and description, with the syntax of `search`. A text without a ' +
      'word matches nothing. For an editor of one network, only public content is searched.',
  })
  text?: string;

  @ConditionCost(0.05)
  @Field(() => [PublicationState], {
    nullable: true,
    description: 'Matches networks in one of these publication states. Networks that you may not edit match none.',
  })
  publicationState?: PublicationState[];
}

@ArgsType()
export class NetworksArgs extends PagingArgs {
  @Field(() => NetworkFilter, {
    nullable: true,
    description: 'Conditions on the networks. If absent, all networks that you may see are listed.',
  })
  filter?: NetworkFilter | null;

  @Field(() => [NetworkOrder], {
    nullable: true,
    description:
      'Criteria of the order, the most important first, each field at most once. Ties are ordered by id. If ' +
      'absent or empty, networks are ordered by name.',
  })
  orderBy?: NetworkOrder[] | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Network in a list, with its cursor.' })
class NetworkEdge extends edgeType(Network, 'network') {}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Page of a list of networks.' })
export class NetworkConnection extends connectionType(Network, NetworkEdge, 'networks') {}

/** The fields that the inputs for creating and updating a network share. */
@InputType()
abstract class NetworkFields extends LocalizedInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the network in URLs and filters, unique among networks. Generated from the name if null, or ' +
      'if absent in a new network. Unchanged if absent in an update.',
  })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Acronym of the network, at most 50 characters.' })
  acronym?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the network, as Markdown, at most 60,000 characters.',
  })
  description?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'Date on which the network was launched, in the years 1900 to 2200.',
  })
  since?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of the organisations that support the network, each at most once, at most 100.',
  })
  supportedBy?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Global id of the emblem of the network: an image that has its file, and that you may edit.',
  })
  emblem?: string | null;

  @Field(() => [LinkInput], {
    nullable: true,
    description: 'Links of the network to pages elsewhere in their order, at most 100.',
  })
  links?: LinkInput[] | null;
}

@InputType({ description: 'Content of a new network. Use `admitCountry` to add its members.' })
export class CreateNetworkInput extends NetworkFields {
  @Field({ description: 'Full name of the network, 1 to 200 characters.' })
  name!: string;
}

@InputType({ description: 'Changes to a network. A field that is absent does not change. Null clears a field.' })
export class UpdateNetworkInput extends NetworkFields {
  @Field(() => ID, { description: 'Global id of the network to update.' })
  id!: string;

  @Field(() => Int, {
    description: 'Version of the network that the update is based on. CONFLICT if it is not the current version.',
  })
  version!: number;

  @Field(() => String, {
    nullable: true,
    description: 'New full name of the network, 1 to 200 characters. Must not be null.',
  })
  name?: string | null;
}
