import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import type { UnitOfWork } from '../../publishing/publishable';
import type { Publishing } from '../../publishing/publishing.service';
import { keepOrderOfSets, applyPatch } from '../../../core/fields/content';
import { RevisionAction } from '../../publishing/revision.entity';
import { makeSlug } from '../../../core/mutations/slug';
import { publishableNewsItem, emptyNewsItem, type NewsItemContent } from './news-item.authored';
import type { CreateNewsItemInput, UpdateNewsItemInput } from './news-item.input';
import { NewsItem } from './news-item.entity';

/** Writing news. Each method gives the key of what it changed; see Authoring for what they throw. */
export class NewsItemEditing {
  constructor(private readonly authoring: Publishing) {}

  create(context: RequestContext, input: CreateNewsItemInput): Promise<number> {
    return this.authoring.create(context, publishableNewsItem, { mutation: 'createNewsItem', input }, (unit) =>
      withSlug(unit, applyPatch(emptyNewsItem, input, emptyNewsItem), null),
    );
  }

  update(context: RequestContext, input: UpdateNewsItemInput): Promise<number> {
    const target = { id: getKey(input.id, NewsItem.name, 'input.id'), version: input.version };
    const call = { mutation: 'updateNewsItem', input };
    return this.authoring.change(
      context,
      publishableNewsItem,
      call,
      target,
      RevisionAction.UPDATED,
      async ({ content, status }, unit) => {
        const patched = keepOrderOfSets(content, applyPatch(content, input, emptyNewsItem), ['activities']);
        return { content: await withSlug(unit, patched, target.id), status };
      },
    );
  }
}

async function withSlug(
  { manager }: UnitOfWork,
  content: NewsItemContent,
  id: number | null,
): Promise<NewsItemContent> {
  if (content.slug !== '') return content;
  return { ...content, slug: await makeSlug(manager, 'news_item', content.title, 'news', id) };
}
