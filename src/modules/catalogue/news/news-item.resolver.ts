import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_TITLE, Cost, listOfParent, rowsOfParent, rowsOfTable } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { Cached } from '../../../core/types/cached';
import { contentMutations } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { revertMutation } from '../../publishing/history/history.resolvers';
import { previewsOf } from '../../publishing/preview/preview.resolvers';
import { publishMutations } from '../../publishing/transition/publish.resolvers';
import { transitionMutations } from '../../publishing/transition/transition.resolvers';
import { Activity } from '../activity/activity.entity';
import { NewsItem, publishableNewsItem } from './news-item.entity';
import { NewsItemConnection, NewsItemsArgs } from './news-item.input';
import { newsItemListing } from './news-item.listing';
import {
  activitiesByNewsItemId,
  newsItemById,
  newsItemBySlug,
  newsItemsByActivityId,
  newsOfActivity,
} from './news-item.loaders';

@Resolver(() => NewsItem)
export class NewsItemResolver {
  @Cached('revision')
  @Query(() => NewsItem, {
    nullable: true,
    description: 'News item with the given slug. Null if there is none that you may see.',
  })
  newsItem(
    @Arg('slug', () => String, { description: 'Slug of the news item.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<NewsItem | null> {
    return loaders.load(newsItemBySlug, slug);
  }

  @Cached('revision')
  @Cost({ lists: rowsOfTable('news_item', BY_TITLE) })
  @Query(() => NewsItemConnection, { description: 'News items that you may see.' })
  newsItems(@Args(() => NewsItemsArgs) args: NewsItemsArgs, @Ctx() context: RequestContext): Connection<NewsItem> {
    return listAll(context, newsItemListing, args);
  }

  @LoadedById(activitiesByNewsItemId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'news_activity', parent: 'news_item_id', item: 'activity_id' }) })
  @FieldResolver(() => [Activity], { description: 'Activities that the news item is about, ordered by title.' })
  activities(@Root() { id }: NewsItem, @Ctx() { loaders }: RequestContext): Promise<Activity[]> {
    return loaders.load(activitiesByNewsItemId, id);
  }
}

@Resolver(() => Activity)
export class ActivityNewsResolver {
  @Cached('revision')
  @Cost({ lists: rowsOfParent('news_item', newsOfActivity) })
  @FieldResolver(() => NewsItemConnection, { description: 'News items about the activity, the most recent first.' })
  relatedNews(
    @Root() { id }: Activity,
    @Args(() => PagingArgs) args: PagingArgs,
    @Ctx() context: RequestContext,
  ): Connection<NewsItem> {
    return newsItemsByActivityId(context, id, args);
  }
}

const newsItems = {
  type: publishableNewsItem,
  noun: 'news item',
  field: 'newsItem',
  byId: newsItemById,
};

/** The mutations that publish, delete, revert and preview news items. */
export const newsItemTransitions = [
  ...publishMutations(newsItems),
  ...transitionMutations(newsItems),
  revertMutation(newsItems),
  ...previewsOf(newsItems),
];

export const NewsItemTranslationsResolver = translationsField(newsItems, Role.EDITOR);

/** The mutations that create, update and translate news items. */
export const newsItemMutations = [
  ...contentMutations(newsItems, Role.EDITOR, { created: 'a news item as a draft' }),
  ...translationMutations(newsItems, Role.EDITOR),
];
