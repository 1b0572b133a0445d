import { Arg, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import { NotFoundError } from '../../errors';
import type { RequestContext } from '../../core/access/request-context';
import { Activity } from '../catalogue/activity/activity.entity';
import { ActivityFilter } from '../catalogue/activity/activity.input';
import { activityListing } from '../catalogue/activity/activity.listing';
import { activityById } from '../catalogue/activity/activity.loaders';
import { NewsItem } from '../catalogue/news/news-item.entity';
import { newsItemListing } from '../catalogue/news/news-item.listing';
import { newsItemById } from '../catalogue/news/news-item.loaders';
import { publishedItems, type PublishedItem } from './published-items';
import type { SubscriptionContext } from './subscribers';

/** What type-graphql hands to `subscribe`, as far as it is looked at here. */
interface Subscribing {
  readonly args: { readonly filter?: ActivityFilter | null };
  readonly context: SubscriptionContext;
}

@Resolver()
export class LiveResolver {
  @Subscription(() => Activity, {
    description: 'Each activity that you may see, when it is published.',
    subscribe: ({ args: { filter = null }, context }: Subscribing) =>
      publishedItems(context, 'activityPublished', activityListing, filter),
  })
  async activityPublished(
    @Root() { id }: PublishedItem,
    @Arg('filter', () => ActivityFilter, {
      nullable: true,
      description: 'Which activities, as they are when they are published; all when absent.',
    })
    _filter: ActivityFilter | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Activity> {
    return assertThere(await loaders.load(activityById, id));
  }

  @Subscription(() => NewsItem, {
    description: 'Each piece of news that you may see, when it is published.',
    subscribe: ({ context }: Subscribing) => publishedItems(context, 'newsItemPublished', newsItemListing, null),
  })
  async newsItemPublished(@Root() { id }: PublishedItem, @Ctx() { loaders }: RequestContext): Promise<NewsItem> {
    return assertThere(await loaders.load(newsItemById, id));
  }
}

function assertThere<T>(thing: T | null): T {
  if (thing === null) throw new NotFoundError('It was withdrawn at the moment when it was to be told');
  return thing;
}
