import { Arg, Ctx, Extensions, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Cached } from '../../../core/types/cached';
import { labelInItem } from '../../localization/item-labels';
import { Country } from '../country/country';
import { MemberCountry } from './member-country.entity';
import {
  AdmitCountryInput,
  DeleteMemberCountryInput,
  UpdateMemberCountryInput,
  WithdrawCountryInput,
} from './member-country.input';
import type { MemberCountryEditing } from './member-country-editing.service';
import { Network } from './network.entity';
import { memberCountriesByCountryCode, memberCountryById, networkById } from './network.loaders';

/** The base class of the payloads of mutations that create or change a membership. */
@ObjectType({ simpleResolvers: true })
abstract class MembershipPayload {
  @Field(() => MemberCountry, { description: 'Membership after the change.' })
  memberCountry!: MemberCountry;

  @Field(() => Network, { description: 'Network of the membership, with its new version.' })
  network!: Network;
}

@ObjectType({ simpleResolvers: true, description: 'Result of admitting a country to a network.' })
export class AdmitCountryPayload extends MembershipPayload {}

@ObjectType({ simpleResolvers: true, description: 'Result of withdrawing a country from a network.' })
export class WithdrawCountryPayload extends MembershipPayload {}

@ObjectType({ simpleResolvers: true, description: 'Result of updating a membership.' })
export class UpdateMemberCountryPayload extends MembershipPayload {}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting a membership.' })
export class DeleteMemberCountryPayload extends DeletePayload {
  @Field(() => Network, { description: 'Network of the membership, with its new version.' })
  network!: Network;
}

@Resolver(() => MemberCountry)
export class MemberCountryResolver {
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Country, { description: 'Country that is a member of the network.' })
  country(@Root() { countryCode }: MemberCountry): Country {
    return new Country(countryCode);
  }

  @Cached('revision')
  @FieldResolver(() => Network, { description: 'Network that the country is a member of.' })
  network(@Root() { networkId }: MemberCountry, @Ctx() { loaders }: RequestContext): Promise<Network | null> {
    return loaders.load(networkById, networkId);
  }

  @Extensions({ reads: ['kind'] })
  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'Kind of the membership as people read it, in the language in which the network is shown, or in another one if the server has no labels in it.',
  })
  kindLabel(@Root() { networkId, kind }: MemberCountry, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Network, id: networkId }, 'MembershipKind', kind);
  }
}

@Resolver(() => Country)
export class CountryMembershipsResolver {
  @Cached('revision')
  @Cost({ size: listOfParent(1_000, { table: 'member_country', parent: 'country_code', item: 'id' }) })
  @FieldResolver(() => [MemberCountry], {
    description:
      'Memberships of the country in networks, including past and future ones. Ordered by kind (ACTIVE, PARTICIPATING, ' +
      'OBSERVER), the earliest membership first.',
  })
  memberships(@Root() { code }: Country, @Ctx() { loaders }: RequestContext): Promise<MemberCountry[]> {
    return loaders.load(memberCountriesByCountryCode, code);
  }
}

@Resolver()
export class MemberCountryEditingResolver {
  constructor(private readonly editing: MemberCountryEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => AdmitCountryPayload, { description: 'Admits a country to a network.' })
  async admitCountry(
    @Arg('input', () => AdmitCountryInput, { description: 'Country, network, and kind and dates of the membership.' })
    input: AdmitCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<AdmitCountryPayload> {
    return answer(context, await this.editing.admit(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => WithdrawCountryPayload, {
    description: 'Ends the membership of a country in a network, or corrects the day on which it ended.',
  })
  async withdrawCountry(
    @Arg('input', () => WithdrawCountryInput, { description: 'Membership that ends, and the day of its end.' })
    input: WithdrawCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<WithdrawCountryPayload> {
    return answer(context, await this.editing.withdraw(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateMemberCountryPayload, {
    description: 'Updates a membership, or cancels a withdrawal.',
  })
  async updateMemberCountry(
    @Arg('input', () => UpdateMemberCountryInput, {
      description: 'Membership to update, version of its network, and the fields to change.',
    })
    input: UpdateMemberCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateMemberCountryPayload> {
    return answer(context, await this.editing.update(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => DeleteMemberCountryPayload, {
    description: 'Deletes a membership that was entered by mistake. The history of the network still records it.',
  })
  async deleteMemberCountry(
    @Arg('input', () => DeleteMemberCountryInput, {
      description: 'Membership to delete, and the version of its network.',
    })
    input: DeleteMemberCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteMemberCountryPayload> {
    const networkId = await this.editing.delete(context, input);
    return { deletedId: input.id, network: await getChangedItem(context.loaders, networkById, networkId) };
  }
}

async function answer({ loaders }: RequestContext, id: number): Promise<MembershipPayload> {
  const memberCountry = await getChangedItem(loaders, memberCountryById, id);
  const network = await getChangedItem(loaders, networkById, memberCountry.networkId);
  return { memberCountry, network };
}
