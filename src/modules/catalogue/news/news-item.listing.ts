import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { instantField, listField } from '../../../core/listing/filter';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { translatedTextField } from '../../../core/listing/translated-text-filter';
import { matchesText } from '../../../database/full-text/full-text';
import { sql } from '../../../database/sql/sql';
import { visibleIndexes } from '../../publishing/publication.policy';
import { publicationStateField } from '../../publishing/publication-state.filter';
import { isActivityVisible } from '../activity/activity.policy';
import { isNetworkVisible } from '../network/network.policy';
import { NewsItem } from './news-item.entity';
import { NewsItemFilter, NewsItemOrderField } from './news-item.input';
import { isNewsItemEditable, isNewsItemVisible } from './news-item.policy';

export const newsItemListing: Listing<NewsItem, NewsItemOrderField, NewsItemFilter> = {
  name: 'newsItems',
  table: 'news_item',
  alias: 'i',
  entity: NewsItem,
  sorts: {
    PUBLISHED_AT: {
      column: 'published_at',
      kind: 'text',
      nullable: true,
      reads: ['publishedAt'],
      of: ({ publishedAt }) => publishedAt,
    },
    TITLE: {
      column: 'title_folded',
      kind: 'text',
      nullable: false,
      isTranslated: true,
      reads: ['titleFolded'],
      of: ({ titleFolded }) => titleFolded,
    },
  },
  defaultOrder: [{ field: NewsItemOrderField.PUBLISHED_AT, direction: OrderDirection.DESC }],
  conditionCosts: conditionCostsOf(NewsItemFilter),
  filters: {
    title: translatedTextField({
      entity: NewsItem,
      table: 'news_item',
      alias: 'i',
      column: 'title_folded',
      isEditable: (viewer) => isNewsItemEditable(viewer, 'i'),
    }),
    publishedAt: instantField('i.published_at'),
    publicationState: publicationStateField({ alias: 'i', isEditable: isNewsItemEditable }),
    text: (text, _path, { read, viewer, languages: { locales } }) =>
      matchesText(read, visibleIndexes(viewer), 'news_item', sql`i.id`, { text, locales }),
    // Only activities that the viewer sees select news: the result must not reveal others.
    activity: listField(
      (slugs, { read, viewer }) => sql`i.id IN (
        SELECT na.news_item_id FROM news_activity na JOIN activity a ON a.id = na.activity_id
        WHERE ${read.isIn(sql`a.slug`, slugs)} AND ${isActivityVisible(viewer, 'a')})`,
    ),
    // From each news item to its few activities: a network may take part in most activities.
    network: listField(
      (slugs, { read, viewer }) => sql`EXISTS (
        SELECT 1 FROM news_activity na
          JOIN activity a ON a.id = na.activity_id
          JOIN activity_network an ON an.activity_id = a.id
          JOIN network n ON n.id = an.network_id
        WHERE na.news_item_id = i.id AND ${read.isIn(sql`n.slug`, slugs)}
          AND ${isActivityVisible(viewer, 'a')} AND ${isNetworkVisible(viewer, 'n')})`,
    ),
  },
  isVisible: (viewer) => isNewsItemVisible(viewer, 'i'),
  select: selectRows(NewsItem, 'i'),
};
