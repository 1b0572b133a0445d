import { ArgsType, Field, InputType } from 'type-graphql';
import { PagingArgs } from '../../../core/listing/connection';
import { StringFilter } from '../../../core/listing/filter-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';

@InputType({ description: 'Conditions on organisations; all that are given must hold.' })
export class OrganisationFilter {
  @Field(() => [OrganisationFilter], { nullable: true, description: 'All of these hold.' })
  and?: OrganisationFilter[];

  @Field(() => [OrganisationFilter], {
    nullable: true,
    description: 'At least one of these holds; an empty list matches nothing.',
  })
  or?: OrganisationFilter[];

  @Field(() => OrganisationFilter, { nullable: true, description: 'This does not hold.' })
  not?: OrganisationFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The full name.' })
  name?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The acronym.' })
  acronym?: StringFilter;

  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'It is of one of these countries; international bodies are of none.',
  })
  country?: string[];
}

@ArgsType()
export class OrganisationsArgs extends PagingArgs {
  @Field(() => OrganisationFilter, { nullable: true, description: 'Which organisations; all when absent.' })
  filter?: OrganisationFilter | null;
}
