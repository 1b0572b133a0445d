import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { firstPublication, slug, text } from '../../../core/fields/field-kinds';
import { links } from '../../../core/fields/list-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { MAX_LENGTH } from '../../../core/limits';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import { image, images } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { mediaList } from '../../media/media-list';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { activityKey } from '../activity/activity.fields';
import { activityVisibility } from '../activity/activity.policy';
import { NewsActivity, NewsAttachment, NewsImage, NewsItem } from './news-item.entity';
import { isNewsItemEditable, isNewsItemOfNetwork, isNewsItemVisible } from './news-item.policy';
import { NewsItemTranslation } from './news-item-translation.entity';

const content = fieldsOf(
  NewsItem,
  localized(NewsItem, NewsItemTranslation, {
    slug: slug({ from: 'title', fallback: 'news' }),
    title: text({ max: MAX_LENGTH.title, maxFolded: MAX_FOLDED_LENGTH.title, required: true, translatable: true }),
    excerpt: text({ max: MAX_LENGTH.summary, required: true, multiline: true, translatable: true }),
    body: markdown<NewsItem>({ max: MAX_LENGTH.prose, rendered: 'bodyHtml' }),
    publishedAt: firstPublication(),
    activities: links(NewsActivity, { owner: 'newsItemId', target: 'activityId' }, activityKey, activityVisibility),
    cover: image(NewsImage, 'newsItemId'),
    gallery: images(NewsImage, 'newsItemId'),
    attachments: mediaList('attachment', NewsAttachment, 'newsItemId'),
    links: webLinks(),
  }),
);

export const publishableNewsItem: PublishableDefinition<
  ContentIn<typeof content>,
  EditableField<ContentIn<typeof content>>
> = {
  name: PublishableType.NEWS_ITEM,
  nouns: ['news item', 'news'],
  content,
  publishedEvent: 'newsItemPublished',
  isVisible: (viewer) => isNewsItemVisible(viewer, 't'),
  isEditable: (viewer) => isNewsItemEditable(viewer, 't'),
  isOfNetwork: (networkId) => isNewsItemOfNetwork('t', networkId),
};
