import { ArgsType, Field, InputType, ObjectType } from 'type-graphql';
import { PagingArgs, connectionType, edgeType } from '../../../core/listing/connection';
import { StringFilter } from '../../../core/listing/filter-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { Organisation } from './organisation.entity';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';

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

@ObjectType({ simpleResolvers: true, description: 'An organisation in a list.' })
class OrganisationEdge extends edgeType(Organisation) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of organisations.' })
export class OrganisationConnection extends connectionType(Organisation, OrganisationEdge) {}

const described = {
  acronym: 'What it is called for short; at most 50 characters.',
  country: 'Its country; null: it is an international body.',
  identifier: 'Its IATI organisation identifier, for example XM-DAC-41128; unique among organisations.',
};

@InputType({ description: 'An organisation that is to be made.' })
export class CreateOrganisationInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'Names it in URLs; made of the name when absent.' })
  slug?: string | null;

  @Field({ description: 'Its full name, of 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: described.acronym })
  acronym?: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: described.country })
  country?: string | null;

  @Field(() => String, { nullable: true, description: described.identifier })
  identifier?: string | null;
}

@InputType({ description: 'What is to change of an organisation: what is absent stays, null clears.' })
export class UpdateOrganisationInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Names it in URLs; null: made of the name anew.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Its full name; cannot be cleared.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: described.acronym })
  acronym?: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: described.country })
  country?: string | null;

  @Field(() => String, { nullable: true, description: described.identifier })
  identifier?: string | null;
}

@InputType({ description: 'Which organisation it is.' })
export class DeleteOrganisationInput extends ChangeInput {}
