import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../access/request-context';
import { Network } from '../network/network.entity';
import { networkById } from '../network/network.loaders';
import { Account } from './account.entity';

@Resolver(() => Account)
export class AccountResolver {
  @FieldResolver(() => Network, {
    nullable: true,
    description: 'The network that the role is bound to; null: it holds for everything, or the network is not public.',
  })
  network(@Root() { networkId }: Account, @Ctx() { loaders }: RequestContext): Promise<Network | null> | null {
    return networkId === null ? null : loaders.load(networkById, networkId);
  }
}
