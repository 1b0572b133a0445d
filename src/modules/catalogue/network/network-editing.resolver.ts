import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { getChanged } from '../../../core/mutations/changed';
import { historyOf } from '../../publishing/history.resolvers';
import { moveMutations } from '../../publishing/transition.resolvers';
import { previewsOf } from '../../publishing/preview.resolvers';
import { authoredNetwork } from './network.authored';
import { CreateNetworkInput, UpdateNetworkInput } from './network-editing.input';
import type { NetworkEditing } from './network-editing.service';
import { Network } from './network.entity';
import { networkById } from './network.loaders';

@ObjectType({ simpleResolvers: true, description: 'The network that was made.' })
export class CreateNetworkPayload {
  @Field(() => Network, { description: 'The network.' })
  network!: Network;
}

@ObjectType({ simpleResolvers: true, description: 'The network that was changed.' })
export class UpdateNetworkPayload {
  @Field(() => Network, { description: 'The network as it is now.' })
  network!: Network;
}

@Resolver()
export class NetworkEditingResolver {
  constructor(private readonly editing: NetworkEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateNetworkPayload, {
    description: 'Makes a network, as a draft. FORBIDDEN to editors of one network.',
  })
  async createNetwork(
    @Arg('input', () => CreateNetworkInput, { description: 'What is known of it.' }) input: CreateNetworkInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateNetworkPayload> {
    const id = await this.editing.create(context, input);
    return { network: await getChanged(context.loaders, networkById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateNetworkPayload, { description: 'Changes a network.' })
  async updateNetwork(
    @Arg('input', () => UpdateNetworkInput, { description: 'What is to change.' }) input: UpdateNetworkInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateNetworkPayload> {
    const id = await this.editing.update(context, input);
    return { network: await getChanged(context.loaders, networkById, id) };
  }
}

const networks = {
  type: authoredNetwork,
  field: 'network',
  noun: 'the network',
  byId: networkById,
};

/** Publishing networks and what else becomes of them, their history, and links to drafts of them. */
export const networkMoves = [...moveMutations(networks), ...historyOf(networks), ...previewsOf(networks)];
