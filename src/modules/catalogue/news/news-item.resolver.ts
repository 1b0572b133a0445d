import { Arg, Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LongText } from '../../../core/types/long-text';
import { PagingArgs, type Connection } from '../../../core/listing/connection';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loaded-by-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Activity } from '../activity/activity.entity';
import { listAll } from '../../../core/listing/list';
import { renderOnce } from '../../../core/markdown/markdown';
import { Publication } from '../../publishing/publication.entity';
import { NewsItemConnection } from './news-item.connection';
import { NewsItem } from './news-item.entity';
import { NewsItemsArgs } from './news-item.input';
import { newsItemListing } from './news-item.listing';
import { activitiesByNewsItemId, newsItemBySlug, newsItemsByActivityId } from './news-item.loaders';

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
    return renderOnce(item, item.body);
  }

  @LoadedById(activitiesByNewsItemId)
  @FieldResolver(() => [Activity], { description: 'The activities that it is about, by title.' })
  activities(@Root() { id }: NewsItem, @Ctx() { loaders }: RequestContext): Promise<Activity[]> {
    return loaders.load(activitiesByNewsItemId, id);
  }

  @Auth(Role.EDITOR)
  @FieldResolver(() => Publication, { description: 'Where it stands on its way to the public.' })
  publication(@Root() { publication }: NewsItem): Publication {
    return publication;
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
