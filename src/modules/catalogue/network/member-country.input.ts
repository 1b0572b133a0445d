import { Field, ID, InputType, Int } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { MembershipKind } from './member-country.entity';

/** The base class of the inputs for memberships. */
@InputType()
abstract class MembershipInput extends MutationInput {
  @Field(() => Int, {
    description: 'Version of the network that `{mutation}` is based on. CONFLICT if it is not the current version.',
  })
  version!: number;
}

@InputType({
  description:
    'New membership of a country in a network. Memberships of one country in one network must not ' + 'overlap.',
})
export class AdmitCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'Global id of the network that admits the country.' })
  networkId!: string;

  @Field(() => CountryCodeScalar, { description: 'ISO 3166-1 alpha-2 code of the country to admit.' })
  country!: string;

  @Field(() => MembershipKind, { description: 'Kind of the membership.' })
  kind!: MembershipKind;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the membership begins, in the years 1900 to 2200. If absent, the date is unknown and the membership counts as ' +
      'having always held.',
  })
  since?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'First day on which the membership no longer holds, in the years 1900 to 2200. If null or absent, it has no end.',
  })
  until?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the organisation that represents the country.',
  })
  institution?: string | null;
}

@InputType({ description: 'End of a membership.' })
export class WithdrawCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'Global id of the membership (`MemberCountry`) that ends.' })
  id!: string;

  @Field(() => PartialDateScalar, {
    description:
      'First day on which the membership no longer holds, in the years 1900 to 2200. Must not be before `since` of the membership.',
  })
  until!: string;
}

@InputType({
  description:
    'Changes to a membership. A field that is absent does not change. Null clears a field. The country ' +
    'cannot change: delete the membership and admit the other country.',
})
export class UpdateMemberCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'Global id of the membership (`MemberCountry`) to update.' })
  id!: string;

  @Field(() => MembershipKind, { nullable: true, description: 'New kind of the membership. Must not be null.' })
  kind?: MembershipKind | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the membership begins, in the years 1900 to 2200. If null, the date is unknown and the membership counts as ' +
      'having always held.',
  })
  since?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'First day on which the membership no longer holds, in the years 1900 to 2200. Null cancels a withdrawal.',
  })
  until?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the organisation that represents the country. Null if none is named.',
  })
  institution?: string | null;
}

@InputType({ description: 'Membership that was entered by mistake. Use `withdrawCountry` for a membership that ends.' })
export class DeleteMemberCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'Global id of the membership (`MemberCountry`) to delete.' })
  id!: string;
}
