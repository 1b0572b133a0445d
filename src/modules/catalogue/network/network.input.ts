import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ConditionCost } from '../../../core/cost/condition-cost';
import { connectionType, edgeType, PagingArgs } from '../../../core/listing/connection';
import { Combinable, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { orderType } from '../../../core/listing/order';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
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
export class NetworkOrder extends orderType(NetworkOrderField, 'networks') {}

@Combinable('network')
@InputType({ description: 'Conditions on networks, all of which must be met. ' + NO_NULL })
export class NetworkFilter {
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
