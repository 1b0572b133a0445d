import { ArgsType, Field, InputType, registerEnumType, ObjectType, ID, Int } from 'type-graphql';
import { PagingArgs, connectionType, edgeType } from '../../../core/listing/connection';
import { StringFilter } from '../../../core/listing/filter-inputs';
import { OrderDirection, type Order } from '../../../core/listing/order';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { Network } from './network.entity';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { MutationInput } from '../../../core/mutations/mutation-inputs';

export enum NetworkOrderField {
  NAME = 'NAME',
  SINCE = 'SINCE',
}

registerEnumType(NetworkOrderField, {
  name: 'NetworkOrderField',
  description: 'What networks can be ordered by.',
  valuesConfig: {
    NAME: { description: 'The name, without case and accents.' },
    SINCE: { description: 'The first day on which it may have been launched.' },
  },
});

@InputType({ description: 'One criterion of an order of networks.' })
export class NetworkOrder implements Order<NetworkOrderField> {
  @Field(() => NetworkOrderField, { description: 'What to order by.' })
  field!: NetworkOrderField;

  @Field(() => OrderDirection, { description: 'In which direction.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Conditions on networks; all that are given must hold.' })
export class NetworkFilter {
  @Field(() => [NetworkFilter], { nullable: true, description: 'All of these hold.' })
  and?: NetworkFilter[];

  @Field(() => [NetworkFilter], {
    nullable: true,
    description: 'At least one of these holds; an empty list matches nothing.',
  })
  or?: NetworkFilter[];

  @Field(() => NetworkFilter, { nullable: true, description: 'This does not hold.' })
  not?: NetworkFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The full name.' })
  name?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The acronym.' })
  acronym?: StringFilter;

  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'One of these countries has been admitted, whether or not it has withdrawn since.',
  })
  memberCountry?: string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Words of the name, acronym or description, as `search` reads them. A text without a word matches nothing. For editors of one network it looks at what is public alone.',
  })
  text?: string;
}

@ArgsType()
export class NetworksArgs extends PagingArgs {
  @Field(() => NetworkFilter, { nullable: true, description: 'Which networks; all when absent.' })
  filter?: NetworkFilter | null;

  @Field(() => [NetworkOrder], { nullable: true, description: 'In which order; by name when absent.' })
  orderBy?: NetworkOrder[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'A network in a list.' })
class NetworkEdge extends edgeType(Network) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of networks.' })
export class NetworkConnection extends connectionType(Network, NetworkEdge) {}

/** What may be said of a network, when it is made and when it is changed. */
@InputType()
abstract class NetworkFields extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Names it in URLs; made of the name when it is null, or absent from a new one. Absent from a change, it stays.',
  })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is called for short; at most 50 characters.' })
  acronym?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for, as Markdown; at most 60,000 characters.' })
  description?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: 'When it was launched.' })
  since?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The slugs of the organisations that support it; at most 100.',
  })
  supportedBy?: string[] | null;
}

@InputType({ description: 'A network that is to be made, as a draft; countries are admitted to it afterwards.' })
export class CreateNetworkInput extends NetworkFields {
  @Field({ description: 'Its full name, of 1 to 200 characters.' })
  name!: string;
}

@InputType({ description: 'What is to change of a network: what is absent stays, null clears.' })
export class UpdateNetworkInput extends NetworkFields {
  @Field(() => ID, { description: 'The network.' })
  id!: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Its full name; cannot be cleared.' })
  name?: string | null;
}
