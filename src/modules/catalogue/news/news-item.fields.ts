import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { NewsItem, newsItemFields, NewsItemTranslation } from './news-item.entity';
import { isNewsItemEditable, isNewsItemOfNetwork, isNewsItemVisible } from './news-item.policy';

const content = fieldsOf(NewsItem, localized(NewsItem, NewsItemTranslation, newsItemFields));

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
