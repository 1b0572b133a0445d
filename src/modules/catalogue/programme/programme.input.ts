import { Field, ID, InputType } from 'type-graphql';
import { ChangeInput, LocalizedChangeInput, LocalizedInput } from '../../../core/mutations/mutation-inputs';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { LinkInput } from '../../media/link/link';
import { OrganisationInRoleInput } from '../organisation/organisation-in-role';

const descriptions = {
  logo: 'Global id of the logo of the programme: an image that has its file and an alternative text.',
  acronym: 'Acronym of the programme, at most 50 characters.',
  description: 'Purpose of the programme, as Markdown, at most 60,000 characters.',
  startsOn: 'Date on which the programme begins, to the precision known, in the years 1900 to 2200.',
  endsOn:
    'Date on which the programme ends, to the precision known, in the years 1900 to 2200. Must not be before the beginning.',
  organisations: 'Organisations of the programme in their roles, each at most once in a role, at most 100 entries.',
};

@InputType({ description: 'Content of a new programme.' })
export class CreateProgrammeInput extends LocalizedInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the programme in URLs and filters, unique among programmes. Generated from the name if null or absent.',
  })
  slug?: string | null;

  @Field({ description: 'Full name of the programme, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: descriptions.acronym })
  acronym?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.description })
  description?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: descriptions.startsOn })
  startsOn?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: descriptions.endsOn })
  endsOn?: string | null;

  @Field(() => [OrganisationInRoleInput], { nullable: true, description: descriptions.organisations })
  organisations?: OrganisationInRoleInput[] | null;

  @Field(() => ID, { nullable: true, description: descriptions.logo })
  logo?: string | null;

  @Field(() => [LinkInput], {
    nullable: true,
    description: 'Links of the programme to pages elsewhere in their order, at most 100.',
  })
  links?: LinkInput[] | null;
}

@InputType({ description: 'Changes to a programme. A field that is absent does not change. Null clears a field.' })
export class UpdateProgrammeInput extends LocalizedChangeInput {
  @Field(() => String, {
    nullable: true,
    description:
      'New name of the programme in URLs and filters, unique among programmes. Generated from the name if null.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'New full name of the programme, 1 to 200 characters. Must not be null.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.acronym })
  acronym?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.description })
  description?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: descriptions.startsOn })
  startsOn?: string | null;

  @Field(() => PartialDateScalar, { nullable: true, description: descriptions.endsOn })
  endsOn?: string | null;

  @Field(() => [OrganisationInRoleInput], { nullable: true, description: descriptions.organisations })
  organisations?: OrganisationInRoleInput[] | null;

  @Field(() => ID, { nullable: true, description: descriptions.logo })
  logo?: string | null;

  @Field(() => [LinkInput], {
    nullable: true,
    description: 'Links of the programme to pages elsewhere in their order, at most 100.',
  })
  links?: LinkInput[] | null;
}

@InputType({ description: 'Programme to delete.' })
export class DeleteProgrammeInput extends ChangeInput {}
