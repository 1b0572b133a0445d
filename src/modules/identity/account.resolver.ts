import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Network } from '../catalogue/network/network.entity';
import { Account } from './account.entity';
import { boundNetworkById } from './bound-network.loaders';

@Resolver(() => Account)
export class AccountResolver {
  @FieldResolver(() => Network, {
    nullable: true,
    description:
      'The network that the role is bound to, which administrators are shown wherever it stands, also in the trash; null: the role holds for everything, or you do not see the network: `isBound` tells which.',
  })
  network(@Root() { networkId }: Account, @Ctx() { loaders }: RequestContext): Promise<Network | null> | null {
    return networkId === null ? null : loaders.load(boundNetworkById, networkId);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the role holds for one network alone, be that seen or not; false: it holds for everything.',
  })
  isBound(@Root() { networkId }: Account): boolean {
    return networkId !== null;
  }
}
