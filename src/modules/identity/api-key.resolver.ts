import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PagingArgs, type Connection } from '../../core/listing/connection';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { listAll } from '../../core/listing/list';
import { Network } from '../catalogue/network/network.entity';
import { Account } from './account.entity';
import { accountById } from './account.loaders';
import { ApiKeyConnection, apiKeyListing } from './api-key.listing';
import { ApiKey } from './api-key.entity';
import { CreateApiKeyInput, CreateApiKeyPayload, RevokeApiKeyInput, RevokeApiKeyPayload } from './api-key.input';
import type { ApiKeys } from './api-key.service';
import { boundNetworkById } from './bound-network.loaders';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeys) {}

  @Auth(Role.ADMIN)
  @Query(() => ApiKeyConnection, {
    name: 'apiKeys',
    nullable: true,
    description:
      'The API keys, newest first, those that were revoked or have expired among them; null, and FORBIDDEN, for ' +
      'whoever is no ADMIN.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<ApiKey> {
    return listAll(context, apiKeyListing, args);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => CreateApiKeyPayload, { description: 'Makes an API key, by which a program asks without signing in.' })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'What it is to be.' }) input: CreateApiKeyInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateApiKeyPayload> {
    return this.service.create(context, input);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => RevokeApiKeyPayload, {
    description: 'Revokes an API key: from now on it opens nothing. Revoking it again changes nothing.',
  })
  async revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput, { description: 'Which.' }) input: RevokeApiKeyInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeApiKeyPayload> {
    return { apiKey: await this.service.revoke(context, input) };
  }

  @FieldResolver(() => Network, {
    nullable: true,
    description: 'The network that the role is bound to, also when it is in the trash; null: it holds for everything.',
  })
  network(@Root() { networkId }: ApiKey, @Ctx() { loaders }: RequestContext): Promise<Network | null> | null {
    return networkId === null ? null : loaders.load(boundNetworkById, networkId);
  }

  @FieldResolver(() => Account, { nullable: true, description: 'Who made it; null: the account is gone.' })
  createdBy(@Root() { createdById }: ApiKey, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }
}
