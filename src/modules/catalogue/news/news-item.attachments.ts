import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { Cached } from '../../../core/types/cached';
import { Attachment } from '../../media/attachment/attachment.entity';
import { attachmentsByOwnerId } from '../../media/attachment/attachment.loaders';
import { NewsItem } from './news-item.entity';

const attachmentsByNewsItemId = attachmentsByOwnerId('news_attachment', 'news_item_id');

@Resolver(() => NewsItem)
export class NewsItemAttachmentsResolver {
  @LoadedById(attachmentsByNewsItemId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'news_attachment', parent: 'news_item_id' }) })
  @FieldResolver(() => [Attachment], {
    description: 'Files of the news item for everyone who sees it, such as reports and agendas, in their order.',
  })
  attachments(@Root() { id }: NewsItem, @Ctx() { loaders }: RequestContext): Promise<Attachment[]> {
    return loaders.load(attachmentsByNewsItemId, id);
  }
}
