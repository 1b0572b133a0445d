import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { Cached } from '../../../core/types/cached';
import { Image } from '../../media/image/image.entity';
import { galleryByItemId, imageByItemId } from '../../media/image/image.loaders';
import { Link } from '../../media/link/link';
import { linksOf } from '../../media/link/link-field';
import { markdownHtmlOf } from '../../media/markdown-html.resolver';
import { NewsItem } from './news-item.entity';

const images = { item: NewsItem, links: 'news_image', owner: 'news_item_id' };
const coverByNewsItemId = imageByItemId(images);
const galleryByNewsItemId = galleryByItemId(images);

export const NewsItemBodyResolver = markdownHtmlOf(NewsItem, 'body', images);

@Resolver(() => NewsItem)
export class NewsItemImagesResolver {
  @LoadedById(coverByNewsItemId)
  @Cached('revision')
  @FieldResolver(() => Image, {
    nullable: true,
    description: 'Image that stands for the news item in lists and on top of its page. Null if it has none.',
  })
  cover(@Root() { id }: NewsItem, @Ctx() { loaders }: RequestContext): Promise<Image | null> {
    return loaders.load(coverByNewsItemId, id);
  }

  @LoadedById(galleryByNewsItemId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'news_image', parent: 'news_item_id' }) })
  @FieldResolver(() => [Image], {
    description: 'Further images of the news item, in the order in which they are shown.',
  })
  gallery(@Root() { id }: NewsItem, @Ctx() { loaders }: RequestContext): Promise<Image[]> {
    return loaders.load(galleryByNewsItemId, id);
  }

  @Extensions({ reads: ['links'] })
  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: 100 } })
  @FieldResolver(() => [Link], { description: 'Links of the news item to pages elsewhere, in their order.' })
  links(@Root() item: NewsItem): Link[] {
    return linksOf(item);
  }
}
