import { Arg, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { NotFoundError } from '../../errors';
import { Activity } from '../catalogue/activity/activity.entity';
import { ActivityFilter } from '../catalogue/activity/activity.input';
import { activityListing } from '../catalogue/activity/activity.listing';
import { activityById } from '../catalogue/activity/activity.loaders';
import { NewsItem } from '../catalogue/news/news-item.entity';
import { newsItemListing } from '../catalogue/news/news-item.listing';
import { newsItemById } from '../catalogue/news/news-item.loaders';
import { type PublishedItem, publishedItems } from './published-items';
import type { SubscriptionContext } from './subscribers';

/** The part of the argument of type-graphql's `subscribe` that is used here. */
interface SubscribeInfo {
  readonly args: { readonly filter?: ActivityFilter | null };
  readonly context: SubscriptionContext;
}

@Resolver()
export class SubscriptionResolver {
  @Subscription(() => Activity, {
    description: 'Activities that you may see, each at the time when it is published.',
    subscribe: ({ args: { filter = null }, context }: SubscribeInfo) =>
      publishedItems(context, 'activityPublished', activityListing, filter),
  })
  async activityPublished(
    @Root() { id }: PublishedItem,
    @Arg('filter', () => ActivityFilter, {
      nullable: true,
      description: 'Conditions that an activity must meet at the time when it is published. All activities if absent.',
    })
    _filter: ActivityFilter | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Activity> {
    return assertFound(await loaders.load(activityById, id));
  }

  @Subscription(() => NewsItem, {
    description: 'News items that you may see, each at the time when it is published.',
    subscribe: ({ context }: SubscribeInfo) => publishedItems(context, 'newsItemPublished', newsItemListing, null),
  })
  async newsItemPublished(@Root() { id }: PublishedItem, @Ctx() { loaders }: RequestContext): Promise<NewsItem> {
    return assertFound(await loaders.load(newsItemById, id));
  }
}

function assertFound<T>(item: T | null): T {
  if (item === null) throw new NotFoundError('The item was withdrawn before this event was delivered');
  return item;
}
