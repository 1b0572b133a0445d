import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../access/auth';
import type { RequestContext } from '../access/request-context';
import { Role } from '../access/role';
import { getChanged } from '../authoring/changed';
import { AdmitCountryInput, WithdrawCountryInput } from './member-country-editing.input';
import type { MemberCountryEditing } from './member-country-editing.service';
import { MemberCountry } from './member-country.entity';
import { Network } from './network.entity';
import { memberCountryById, networkById } from './network.loaders';

/** What both payloads say; no type of the schema by itself. */
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
}

async function answer({ loaders }: RequestContext, id: number): Promise<MembershipPayload> {
  const memberCountry = await getChanged(loaders, memberCountryById, id);
  const network = await getChanged(loaders, networkById, memberCountry.networkId);
  return { memberCountry, network };
}
