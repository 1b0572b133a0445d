import { Arg, Args, Ctx, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfTable } from '../../../core/cost/field-cost';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Network } from '../../catalogue/network/network.entity';
import { Account } from './account.entity';
import { CreateAccountInput, DeleteAccountInput, SetAccountPasswordInput, UpdateAccountInput } from './account.input';
import { AccountConnection, accountListing } from './account.listing';
import { accountById, boundNetworkById } from './account.loaders';
import type { AccountEditing } from './account-editing.service';

@ObjectType({ simpleResolvers: true, description: 'Result of creating an account.' })
export class CreateAccountPayload {
  @Field(() => Account, { description: 'Created account. It can sign in from now on.' })
  account!: Account;
}

@ObjectType({ simpleResolvers: true, description: 'Result of changing an account.' })
export class UpdateAccountPayload {
  @Field(() => Account, { description: 'Account after the change.' })
  account!: Account;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the password of an account.' })
export class SetAccountPasswordPayload {
  @Field(() => Account, { description: 'Account with the new password. Its sessions have ended.' })
  account!: Account;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting an account.' })
export class DeleteAccountPayload extends DeletePayload {}

@Resolver(() => Account)
export class AccountResolver {
  @FieldResolver(() => Network, {
    nullable: true,
    description:
      'Network that the role is bound to. Administrators see it even in the trash. Null if the role is unbound, or if you may not see the network; `isBound` tells the two apart.',
  })
  network(@Root() { networkId }: Account, @Ctx() { loaders }: RequestContext): Promise<Network | null> | null {
    return networkId === null ? null : loaders.load(boundNetworkById, networkId);
  }

  @Cost({ statements: 0 })
  @FieldResolver(() => Boolean, {
    description: 'True if the role is bound to one network, whether or not you may see that network.',
  })
  isBound(@Root() { networkId }: Account): boolean {
    return networkId !== null;
  }
}

@Resolver()
export class AccountEditingResolver {
  constructor(private readonly editing: AccountEditing) {}

  @Auth(Role.ADMIN)
  @Cost({ lists: rowsOfTable('account') })
  @Query(() => AccountConnection, {
    name: 'accounts',
    nullable: true,
    description: 'All accounts, ordered by email address.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<Account> {
    return listAll(context, accountListing, args);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => CreateAccountPayload, { description: 'Creates an account.' })
  async createAccount(
    @Arg('input', () => CreateAccountInput, { description: 'Values of the new account.' }) input: CreateAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateAccountPayload> {
    const id = await this.editing.create(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateAccountPayload, {
    description:
      'Changes an account with immediate effect. Its sessions end if it loses rights. CONFLICT if administrators would ' +
      'remove their own role.',
  })
  async updateAccount(
    @Arg('input', () => UpdateAccountInput, { description: 'Account to change, and the changes.' })
    input: UpdateAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateAccountPayload> {
    const id = await this.editing.update(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => SetAccountPasswordPayload, {
    description:
      'Sets the password of an account, and ends all its sessions, including your own if the account is yours. `changePassword` keeps the current session.',
  })
  async setAccountPassword(
    @Arg('input', () => SetAccountPasswordInput, { description: 'Account, and its new password.' })
    input: SetAccountPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<SetAccountPasswordPayload> {
    const id = await this.editing.setPassword(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteAccountPayload, {
    description:
      'Deletes an account and its sessions permanently. Content that it has created stays. CONFLICT for your own account.',
  })
  async deleteAccount(
    @Arg('input', () => DeleteAccountInput, { description: 'Account to delete, and its current version.' })
    input: DeleteAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteAccountPayload> {
    const id = await this.editing.delete(context, input);
    return { deletedId: encodeGlobalId(Account.name, id) };
  }
}
