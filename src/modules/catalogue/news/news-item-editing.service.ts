import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import type { Unit } from '../../publishing/publishable';
import type { Authoring } from '../../publishing/publishing.service';
import { keepSets, patch } from '../../../core/fields/content';
import { RevisionAct } from '../../publishing/revision.entity';
import { makeSlug } from '../../../core/mutations/slug';
import { authoredNewsItem, emptyNewsItem, type NewsItemContent } from './news-item.authored';
import type { CreateNewsItemInput, UpdateNewsItemInput } from './news-item.input';
import { NewsItem } from './news-item.entity';

/** Writing news. Each method gives the key of what it changed; see Authoring for what they throw. */
export class NewsItemEditing {
  constructor(private readonly authoring: Authoring) {}

  create(context: RequestContext, input: CreateNewsItemInput): Promise<number> {
    return this.authoring.create(context, authoredNewsItem, { mutation: 'createNewsItem', input }, (unit) =>
      withSlug(unit, patch(emptyNewsItem, input, emptyNewsItem), null),
    );
  }

  update(context: RequestContext, input: UpdateNewsItemInput): Promise<number> {
    const target = { id: getKey(input.id, NewsItem.name, 'input.id'), version: input.version };
    const call = { mutation: 'updateNewsItem', input };
    return this.authoring.change(
      context,
      authoredNewsItem,
      call,
      target,
      RevisionAct.UPDATED,
      async ({ content, standing }, unit) => {
        const patched = keepSets(content, patch(content, input, emptyNewsItem), ['activities']);
        return { content: await withSlug(unit, patched, target.id), standing };
      },
    );
  }
}

async function withSlug({ manager }: Unit, content: NewsItemContent, id: number | null): Promise<NewsItemContent> {
  if (content.slug !== '') return content;
  return { ...content, slug: await makeSlug(manager, 'news_item', content.title, 'news', id) };
}
