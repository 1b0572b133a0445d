import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Node } from '../../core/types/node';
import { ContentChangeKind } from '../publishing/event-type';
import { PublishableType } from '../publishing/publishable';
import { ContentChange } from './content-change';
import { contentChanges, type SubscribedChange } from './content-changes';
import { itemById } from './item-loaders';
import type { SubscriptionContext } from './subscribers';

/** The part of the argument of type-graphql's `subscribe` that is used here. */
interface SubscribeInfo {
  readonly args: { readonly types?: readonly PublishableType[] | null };
  readonly context: SubscriptionContext;
}

@Resolver(() => ContentChange)
export class ContentChangeResolver {
  @Subscription(() => ContentChange, {
    description:
      'Changes of what the public sees, each at the time when it is made. The changes of one item come in their order.',
    subscribe: ({ args: { types = null }, context }: SubscribeInfo) => contentChanges(context, types),
  })
  contentChanged(
    @Root() { change }: SubscribedChange,
    @Arg('types', () => [PublishableType], {
      nullable: true,
      description: 'Types of the items whose changes are reported. All types if absent; an empty list selects nothing.',
    })
    _types: PublishableType[] | null,
  ): ContentChange {
    return change;
  }

  @FieldResolver(() => Node, {
    nullable: true,
    description: 'Item as it is now. Null if it is withdrawn, or if you may not see it any more.',
  })
  node(@Root() { kind, type, itemId }: ContentChange, @Ctx() { loaders }: RequestContext): Promise<Node | null> | null {
    return kind === ContentChangeKind.WITHDRAWN ? null : loaders.load(itemById[type], itemId);
  }
}
