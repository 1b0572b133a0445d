import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  Query,
  Resolver,
  Root,
  Field,
  Mutation,
  ObjectType,
} from 'type-graphql';
import { LongText } from '../../../core/types/text';
import { PagingArgs, type Connection } from '../../../core/listing/connection';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Activity } from '../activity/activity.entity';
import { listAll } from '../../../core/listing/list';
import { renderCached } from '../../../core/markdown/markdown';
import { NewsItemConnection, NewsItemsArgs, CreateNewsItemInput, UpdateNewsItemInput } from './news-item.input';
import { NewsItem } from './news-item.entity';
import { newsItemListing } from './news-item.listing';
import { activitiesByNewsItemId, newsItemBySlug, newsItemsByActivityId, newsItemById } from './news-item.loaders';
import { getChangedItem } from '../../../core/mutations/changed';
import { revertMutation } from '../../publishing/history.resolvers';
import { transitionMutations } from '../../publishing/transition.resolvers';
import { previewsOf } from '../../publishing/preview.resolvers';
import { publishableNewsItem } from './news-item.authored';
import type { NewsItemEditing } from './news-item-editing.service';

@ObjectType({ simpleResolvers: true, description: 'The piece of news that was made.' })
export class CreateNewsItemPayload {
  @Field(() => NewsItem, { description: 'The piece of news.' })
  newsItem!: NewsItem;
}

@ObjectType({ simpleResolvers: true, description: 'The piece of news that was changed.' })
export class UpdateNewsItemPayload {
  @Field(() => NewsItem, { description: 'The piece of news as it is now.' })
  newsItem!: NewsItem;
}

@Resolver(() => NewsItem)
export class NewsItemResolver {
  @Query(() => NewsItem, {
    nullable: true,
    description: 'The piece of news with this slug; null: none that you may see.',
  })
  newsItem(
    @Arg('slug', () => String, { description: 'Its slug.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<NewsItem | null> {
    return loaders.load(newsItemBySlug, slug);
  }

  @Query(() => NewsItemConnection, { description: 'The news.' })
  newsItems(@Args(() => NewsItemsArgs) args: NewsItemsArgs, @Ctx() context: RequestContext): Connection<NewsItem> {
    return listAll(context, newsItemListing, args);
  }

  @Extensions({ reads: ['body'] })
  @LongText()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The body as HTML that is safe to show: rendered and sanitised on the server; null: the excerpt is all there is.',
  })
  bodyHtml(@Root() item: NewsItem): string | null {
    return renderCached(item, item.body);
  }

  @LoadedById(activitiesByNewsItemId)
  @FieldResolver(() => [Activity], { description: 'The activities that it is about, by title.' })
  activities(@Root() { id }: NewsItem, @Ctx() { loaders }: RequestContext): Promise<Activity[]> {
    return loaders.load(activitiesByNewsItemId, id);
  }
}

@Resolver(() => Activity)
export class ActivityNewsResolver {
  @FieldResolver(() => NewsItemConnection, { description: 'News about it, the latest first.' })
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
  constructor(private readonly editing: NewsItemEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateNewsItemPayload, { description: 'Makes a piece of news, as a draft.' })
  async createNewsItem(
    @Arg('input', () => CreateNewsItemInput, { description: 'What is known of it.' }) input: CreateNewsItemInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateNewsItemPayload> {
    const id = await this.editing.create(context, input);
    return { newsItem: await getChangedItem(context.loaders, newsItemById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateNewsItemPayload, { description: 'Changes a piece of news.' })
  async updateNewsItem(
    @Arg('input', () => UpdateNewsItemInput, { description: 'What is to change.' }) input: UpdateNewsItemInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateNewsItemPayload> {
    const id = await this.editing.update(context, input);
    return { newsItem: await getChangedItem(context.loaders, newsItemById, id) };
  }
}

const newsItems = {
  type: publishableNewsItem,
  field: 'newsItem',
  noun: 'the piece of news',
  byId: newsItemById,
};

/** Publishing news and what else becomes of it, its history, and links to drafts of it. */
export const newsItemTransitions = [
  ...transitionMutations(newsItems),
  revertMutation(newsItems),
  ...previewsOf(newsItems),
];
