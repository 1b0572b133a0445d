import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfTable } from '../../../core/cost/field-cost';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { Network } from '../../catalogue/network/network.entity';
import { Account } from '../account/account.entity';
import { accountById, boundNetworkById } from '../account/account.loaders';
import { ApiKey } from './api-key.entity';
import { CreateApiKeyInput, CreateApiKeyPayload, RevokeApiKeyInput, RevokeApiKeyPayload } from './api-key.input';
import { ApiKeyConnection, apiKeyListing } from './api-key.listing';
import type { ApiKeys } from './api-key.service';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeys) {}

  @Auth(Role.ADMIN)
  @Cost({ lists: rowsOfTable('api_key') })
  @Query(() => ApiKeyConnection, {
    name: 'apiKeys',
    nullable: true,
    description: 'All API keys, newest first, including revoked and expired ones.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<ApiKey> {
    return listAll(context, apiKeyListing, args);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => CreateApiKeyPayload, {
    description: 'Creates an API key, which authenticates the requests of a program without signing in.',
  })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'Values of the new key.' }) input: CreateApiKeyInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateApiKeyPayload> {
    return this.service.create(context, input);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => RevokeApiKeyPayload, {
    description:
      'Revokes an API key with immediate effect. Revoking it again changes nothing, and keeps the time of the first revocation.',
  })
  async revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput, { description: 'API key to revoke.' }) input: RevokeApiKeyInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeApiKeyPayload> {
    return { apiKey: await this.service.revoke(context, input) };
  }

  @FieldResolver(() => Network, {
    nullable: true,
    description: 'Network that the role is bound to, even if it is in the trash. Null if the role is unbound.',
  })
  network(@Root() { networkId }: ApiKey, @Ctx() { loaders }: RequestContext): Promise<Network | null> | null {
    return networkId === null ? null : loaders.load(boundNetworkById, networkId);
  }

  @FieldResolver(() => Account, { nullable: true, description: 'Account that created the key. Null if it is deleted.' })
  createdBy(@Root() { createdById }: ApiKey, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }
}
