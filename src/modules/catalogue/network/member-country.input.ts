import { Field, ID, InputType, Int } from 'type-graphql';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { MembershipKind } from './member-country.entity';

/** What they all say; no type of the schema by itself. */
@InputType()
abstract class MembershipInput extends MutationInput {
  @Field(() => Int, {
    description: 'The version of the network that this is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;
}

@InputType({
  description: 'A country that a network admits. It must not be a member then: no two memberships of it may overlap.',
})
export class AdmitCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'The network.' })
  networkId!: string;

  @Field(() => CountryCodeScalar, { description: 'The country.' })
  country!: string;

  @Field(() => MembershipKind, { description: 'How it belongs to the network.' })
  kind!: MembershipKind;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'When the membership begins; unknown, and so as if it had always held, when absent.',
  })
  since?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'For a membership of the past: the first day on which it no longer held.',
  })
  until?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of the organisation that represents the country.',
  })
  institution?: string | null;
}

@InputType({ description: 'A membership that ends.' })
export class WithdrawCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'The membership: a MemberCountry.' })
  id!: string;

  @Field(() => PartialDateScalar, {
    description: 'The first day on which it no longer holds; not before the day on which it began.',
  })
  until!: string;
}

@InputType({
  description:
    'What is to change of a membership: what is absent stays, null clears. For another country, delete it and admit that one.',
})
export class UpdateMemberCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'The membership: a MemberCountry.' })
  id!: string;

  @Field(() => MembershipKind, { nullable: true, description: 'How it belongs to the network; cannot be cleared.' })
  kind?: MembershipKind | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'When the membership begins; null: unknown, and so as if it had always held.',
  })
  since?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'The first day on which it no longer holds; null takes a withdrawal back.',
  })
  until?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of the organisation that represents the country; null: not named.',
  })
  institution?: string | null;
}

@InputType({ description: 'A membership that never was: a mistake. One that ends is withdrawn instead.' })
export class DeleteMemberCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'The membership: a MemberCountry.' })
  id!: string;
}
