import { Arg, Args, Ctx, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_TITLE, Cost, listOfParent, rowsOfParent, rowsOfTable } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { ContentPayload } from '../../../core/mutations/content-warnings';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Cached } from '../../../core/types/cached';
import { revertMutation } from '../../publishing/history/history.resolvers';
import { previewsOf } from '../../publishing/preview/preview.resolvers';
import type { Publishing } from '../../publishing/publishing.service';
import { publishMutations } from '../../publishing/transition/publish.resolvers';
import { transitionMutations } from '../../publishing/transition/transition.resolvers';
import { Activity } from '../activity/activity.entity';
import { NewsItem } from './news-item.entity';
import { publishableNewsItem } from './news-item.fields';
import { CreateNewsItemInput, NewsItemConnection, NewsItemsArgs, UpdateNewsItemInput } from './news-item.input';
import { newsItemListing } from './news-item.listing';
import {
  activitiesByNewsItemId,
  newsItemById,
  newsItemBySlug,
  newsItemsByActivityId,
  newsOfActivity,
} from './news-item.loaders';

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of creating a news item.' })
export class CreateNewsItemPayload {
  @Field(() => NewsItem, { description: 'News item that was created.' })
  newsItem!: NewsItem;
}

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of updating a news item.' })
export class UpdateNewsItemPayload {
  @Field(() => NewsItem, { description: 'News item after the update.' })
  newsItem!: NewsItem;
}

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

@Resolver()
export class NewsItemEditingResolver {
  constructor(private readonly publishing: Publishing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateNewsItemPayload, { description: 'Creates a news item as a draft.' })
  async createNewsItem(
    @Arg('input', () => CreateNewsItemInput, { description: 'Content of the new news item.' })
    input: CreateNewsItemInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateNewsItemPayload> {
    const id = await this.publishing.create(context, publishableNewsItem, input);
    return { newsItem: await getChangedItem(context.loaders, newsItemById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateNewsItemPayload, { description: 'Updates the content of a news item.' })
  async updateNewsItem(
    @Arg('input', () => UpdateNewsItemInput, {
      description: 'News item to update, its version and the fields to change.',
    })
    input: UpdateNewsItemInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateNewsItemPayload> {
    const id = await this.publishing.update(context, publishableNewsItem, input);
    return { newsItem: await getChangedItem(context.loaders, newsItemById, id) };
  }
}

const newsItems = {
  type: publishableNewsItem,
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
