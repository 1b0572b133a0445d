import { Ctx, FieldResolver, Resolver, Root, Arg, Field, Mutation, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Country } from '../country/country';
import { MemberCountry } from './member-country.entity';
import { Network } from './network.entity';
import { memberCountriesByCountryCode, networkById, memberCountryById } from './network.loaders';
import { Auth } from '../../../core/access/auth';
import { Role } from '../../../core/access/role';
import { getChangedItem } from '../../../core/mutations/changed';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import {
  AdmitCountryInput,
  DeleteMemberCountryInput,
  UpdateMemberCountryInput,
  WithdrawCountryInput,
} from './member-country.input';
import type { MemberCountryEditing } from './member-country-editing.service';

/** What the payloads say of a membership that there is; no type of the schema by itself. */
@ObjectType({ simpleResolvers: true })
abstract class MembershipPayload {
  @Field(() => MemberCountry, { description: 'The membership.' })
  memberCountry!: MemberCountry;

  @Field(() => Network, { description: 'The network, with its new version.' })
  network!: Network;
}

@ObjectType({ simpleResolvers: true, description: 'The membership that began.' })
export class AdmitCountryPayload extends MembershipPayload {}

@ObjectType({ simpleResolvers: true, description: 'The membership that ends.' })
export class WithdrawCountryPayload extends MembershipPayload {}

@ObjectType({ simpleResolvers: true, description: 'The membership that was changed.' })
export class UpdateMemberCountryPayload extends MembershipPayload {}

@ObjectType({ simpleResolvers: true, description: 'The membership that was deleted.' })
export class DeleteMemberCountryPayload extends DeletePayload {
  @Field(() => Network, { description: 'The network, with its new version.' })
  network!: Network;
}

@Resolver(() => MemberCountry)
export class MemberCountryResolver {
  @FieldResolver(() => Country, { description: 'The country.' })
  country(@Root() { countryCode }: MemberCountry): Country {
    return new Country(countryCode);
  }

  @FieldResolver(() => Network, { description: 'The network.' })
  network(@Root() { networkId }: MemberCountry, @Ctx() { loaders }: RequestContext): Promise<Network | null> {
    return loaders.load(networkById, networkId);
  }
}

@Resolver(() => Country)
export class CountryMembershipsResolver {
  @FieldResolver(() => [MemberCountry], {
    description: 'Its memberships of networks, past ones among them; full ones first.',
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
    @Arg('input', () => AdmitCountryInput, { description: 'Which, to which, and from when.' }) input: AdmitCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<AdmitCountryPayload> {
    return answer(context, await this.editing.admit(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => WithdrawCountryPayload, {
    description: 'Lets a country withdraw from a network, or corrects the day on which it did.',
  })
  async withdrawCountry(
    @Arg('input', () => WithdrawCountryInput, { description: 'Which membership, and when it ends.' })
    input: WithdrawCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<WithdrawCountryPayload> {
    return answer(context, await this.editing.withdraw(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateMemberCountryPayload, {
    description: 'Corrects what is said of a membership, or takes a withdrawal back.',
  })
  async updateMemberCountry(
    @Arg('input', () => UpdateMemberCountryInput, { description: 'Which membership, and what is to change.' })
    input: UpdateMemberCountryInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateMemberCountryPayload> {
    return answer(context, await this.editing.update(context, input));
  }

  @Auth(Role.EDITOR)
  @Mutation(() => DeleteMemberCountryPayload, {
    description:
      'Deletes a membership that was entered by mistake, as if it had never been; the history of the network keeps it.',
  })
  async deleteMemberCountry(
    @Arg('input', () => DeleteMemberCountryInput, { description: 'Which membership.' })
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
