import { Ctx, FieldResolver, Resolver, Root, Arg, Args, Field, ID, Mutation, ObjectType, Query } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Network } from '../catalogue/network/network.entity';
import { Account } from './account.entity';
import { boundNetworkById } from './bound-network.loaders';
import { PagingArgs, type Connection } from '../../core/listing/connection';
import { encodeGlobalId } from '../../core/types/global-id';
import { Auth } from '../../core/access/auth';
import { Role } from '../../core/access/role';
import { getChangedItem } from '../../core/mutations/changed';
import { listAll } from '../../core/listing/list';
import { CreateAccountInput, DeleteAccountInput, SetAccountPasswordInput, UpdateAccountInput } from './account.input';
import type { AccountEditing } from './account-editing.service';
import { AccountConnection, accountListing } from './account.listing';
import { accountById } from './account.loaders';

@ObjectType({ simpleResolvers: true, description: 'The account that was made.' })
export class CreateAccountPayload {
  @Field(() => Account, { description: 'The account, which may sign in.' })
  account!: Account;
}

@ObjectType({ simpleResolvers: true, description: 'The account that was changed.' })
export class UpdateAccountPayload {
  @Field(() => Account, { description: 'The account as it is now.' })
  account!: Account;
}

@ObjectType({ simpleResolvers: true, description: 'The account that was given another password.' })
export class SetAccountPasswordPayload {
  @Field(() => Account, { description: 'The account, whose sessions have ended.' })
  account!: Account;
}

@ObjectType({ simpleResolvers: true, description: 'The account that was deleted.' })
export class DeleteAccountPayload {
  @Field(() => ID, { description: 'The id that it had.' })
  deletedId!: string;
}

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

@Resolver()
export class AccountEditingResolver {
  constructor(private readonly editing: AccountEditing) {}

  @Auth(Role.ADMIN)
  @Query(() => AccountConnection, {
    name: 'accounts',
    nullable: true,
    description: 'All accounts, by address; null, and FORBIDDEN, for whoever is no ADMIN.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<Account> {
    return listAll(context, accountListing, args);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => CreateAccountPayload, { description: 'Makes an account.' })
  async createAccount(
    @Arg('input', () => CreateAccountInput, { description: 'What it is to be.' }) input: CreateAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateAccountPayload> {
    const id = await this.editing.create(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateAccountPayload, {
    description:
      'Changes an account, at once; its sessions end when it may do less than before. CONFLICT for who would take their ' +
      'own role away.',
  })
  async updateAccount(
    @Arg('input', () => UpdateAccountInput, { description: 'What is to change.' }) input: UpdateAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateAccountPayload> {
    const id = await this.editing.update(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => SetAccountPasswordPayload, {
    description:
      'Gives an account another password, and ends all its sessions, also one’s own; `changePassword` keeps the session that asks.',
  })
  async setAccountPassword(
    @Arg('input', () => SetAccountPasswordInput, { description: 'Whose, and the password.' })
    input: SetAccountPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<SetAccountPasswordPayload> {
    const id = await this.editing.setPassword(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteAccountPayload, {
    description: 'Deletes an account with its sessions, for good. What it has made stays. CONFLICT for one’s own.',
  })
  async deleteAccount(
    @Arg('input', () => DeleteAccountInput, { description: 'Which, and the version that this is based on.' })
    input: DeleteAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteAccountPayload> {
    const id = await this.editing.delete(context, input);
    return { deletedId: encodeGlobalId(Account.name, id) };
  }
}
