import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { PagingArgs } from '../../../core/listing/connection';
import { StringFilter } from '../../../core/listing/filter-inputs';
import { OrderDirection, type Order } from '../../../core/listing/order';
import { CountryCodeScalar } from '../../../core/types/country-code';

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
