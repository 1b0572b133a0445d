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
    slug: slug({
      description: 'Name of the news item in URLs, unique among news items',
      from: 'title',
      fallback: 'news',
    }),
    title: text({
      description: 'Headline of the news item',
      max: MAX_LENGTH.title,
      maxFolded: MAX_FOLDED_LENGTH.title,
      required: true,
      translatable: true,
    }),
    excerpt: text({
      description: 'Excerpt of the news item in one or two sentences of plain text',
      max: MAX_LENGTH.summary,
      required: true,
      multiline: true,
      translatable: true,
    }),
    body: markdown<NewsItem>({
      description: 'Full text of the news item',
      max: MAX_LENGTH.prose,
      rendered: 'bodyHtml',
    }),
    publishedAt: firstPublication({ description: 'Time at which the news item was first published' }),
    activities: links(NewsActivity, { owner: 'newsItemId', target: 'activityId' }, activityKey, {
      description: 'Slugs of the activities that the news item is about',
      note:
        'An editor of one network must include an activity of that network and must leave activities of other networks ' +
        'unchanged: FORBIDDEN otherwise.',
      visibility: activityVisibility,
    }),
    cover: image(NewsImage, 'newsItemId', {
      description: 'Global id of the image that stands for the news item',
      note: 'The file of the image must have been uploaded, and you must be allowed to edit the image.',
    }),
    gallery: images(NewsImage, 'newsItemId', {
      description: 'Global ids of further images of the news item in their order',
    }),
    attachments: mediaList('attachment', NewsAttachment, 'newsItemId', {
      description: 'Global ids of the attachments of the news item in their order',
      note: 'Their files must have been uploaded, and you must be allowed to edit them.',
    }),
    links: webLinks({ description: 'Links of the news item to pages elsewhere in their order' }),
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
