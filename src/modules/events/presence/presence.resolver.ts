import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost } from '../../../core/cost/field-cost';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Account } from '../../identity/account/account.entity';
import { accountById, accountNameById } from '../../identity/account/account.loaders';
import { canSeeAddress, redactAddress } from '../../identity/account/account.policy';
import type { SubscriptionContext } from '../subscribers';
import { presenceAt, type SubscribedPresence } from './presence';

@ObjectType({ simpleResolvers: true, description: 'Account that has an item open.' })
class PresentEditor {
  accountId!: number;

  @Field(() => DateTimeScalar, { description: 'Time at which the account opened the item.' })
  since!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Other accounts that have an item open.' })
class Presence {
  @Field(() => ID, { description: 'Global id of the item.' })
  id!: string;

  @Cost({ statements: 0, size: { assumed: 100 } })
  @Field(() => [PresentEditor], {
    description: 'Accounts other than your own that have the item open, in the order in which they opened it.',
  })
  others!: PresentEditor[];
}

@Resolver(() => PresentEditor)
export class PresentEditorResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the account. Null if the name is an email address that you may not see.',
  })
  async name(@Root() { accountId }: PresentEditor, @Ctx() { loaders, viewer }: RequestContext): Promise<string | null> {
    const name = await loaders.load(accountNameById, accountId);
    return canSeeAddress(viewer, accountId) ? name : redactAddress(name);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'Account that has the item open. Null if it is deleted, or if you may not see it. `name` may still be given.',
  })
  account(@Root() { accountId }: PresentEditor, @Ctx() { loaders }: RequestContext): Promise<Account | null> {
    return loaders.load(accountById, accountId);
  }
}

/** The part of the argument of type-graphql's `subscribe` that is used here. */
interface SubscribeInfo {
  readonly args: { readonly id: string };
  readonly context: SubscriptionContext;
}

@Resolver()
export class PresenceResolver {
  @Subscription(() => Presence, {
    description:
      'Other accounts that have an item open: now, and whenever somebody comes or leaves. Your account is present at the item while ' +
      'the subscription lasts. An API key only watches. NOT_FOUND unless you may edit the item.',
    subscribe: ({ args: { id }, context }: SubscribeInfo) => presenceAt(context, id),
  })
  presenceChanged(
    @Root() { id, present }: SubscribedPresence,
    @Arg('id', () => ID, { description: 'Global id of the item.' }) _id: string,
    @Ctx() { viewer }: RequestContext,
  ): Presence {
    return { id, others: present.filter(({ accountId }) => accountId !== viewer.accountId) };
  }
}
