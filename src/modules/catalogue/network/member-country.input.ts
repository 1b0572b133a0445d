import { Field, ID, InputType, Int } from 'type-graphql';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { memberCountryContent } from './member-country.fields';

/** The base class of the inputs for memberships. */
@InputType()
abstract class MembershipInput extends MutationInput {
  @Field(() => Int, {
    description: 'Version of the network that `{mutation}` is based on. CONFLICT if it is not the current version.',
  })
  version!: number;
}

@InputType({
  description: 'New membership of a country in a network. Memberships of one country in one network must not overlap.',
})
export class AdmitCountryInput extends withContent(MembershipInput, memberCountryContent) {
  @Field(() => ID, { description: 'Global id of the network that admits the country.' })
  networkId!: string;
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
export class UpdateMemberCountryInput extends withChanges(MembershipInput, memberCountryContent, ['country']) {
  @Field(() => ID, { description: 'Global id of the membership (`MemberCountry`) to update.' })
  id!: string;
}

@InputType({ description: 'Membership that was entered by mistake. Use `withdrawCountry` for a membership that ends.' })
export class DeleteMemberCountryInput extends MembershipInput {
  @Field(() => ID, { description: 'Global id of the membership (`MemberCountry`) to delete.' })
  id!: string;
}
