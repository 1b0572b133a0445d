import { Field, InputType } from 'type-graphql';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';

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
