import {
  StudioNewsItemDocument,
  StudioCreateNewsItemDocument,
  StudioUpdateNewsItemDocument,
  StudioSetNewsItemTranslationDocument,
  StudioDeleteNewsItemTranslationDocument,
  type CreateNewsItemInput,
  type StudioNewsItemFragment,
  type StudioNewsItemQuery,
  type UpdateNewsItemInput,
  type SetNewsItemTranslationInput,
} from '../../../clients/typescript/src/index.js';
import type { ValuesOf } from '../forms/form-values';
import { translationsOf } from '../translations/translation';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

type NewsItemValues = ValuesOf<UpdateNewsItemInput>;

const blank: NewsItemValues = {
  slug: null,
  title: null,
  excerpt: null,
  body: null,
  publishedAt: null,
  activities: [],
  cover: null,
  gallery: [],
  attachments: [],
  links: [],
  originalLocale: null,
};

/** News. */
export const newsItemContent: EditableContent<StudioNewsItemQuery> = {
  type: 'NewsItem',
  publishable: 'NEWS_ITEM',
  path: '/news',
  sections: [
    { title: 'section.texts', fields: ['title', 'excerpt', 'body'] },
    { title: 'section.context', fields: ['activities', 'publishedAt'] },
    { title: 'section.media', fields: ['cover', 'gallery', 'attachments', 'links'] },
    { title: 'section.address', fields: ['slug', 'originalLocale'] },
  ],
  document: StudioNewsItemDocument,
  itemOf: ({ item }) => (item?.__typename === 'NewsItem' ? itemOf(item) : null),
  creation: {
    newTitle: 'newsItem.new',
    blank,
    create: async (api, input) =>
      mapOutcome(
        await api.change(StudioCreateNewsItemDocument, { input: input as unknown as CreateNewsItemInput }),
        ({ createNewsItem }) => itemOf(createNewsItem.item),
      ),
  },
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateNewsItemDocument, { input: input }), ({ updateNewsItem }) =>
      itemOf(updateNewsItem.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioSetNewsItemTranslationDocument, { input }), ({ setNewsItemTranslation }) =>
      itemOf(setNewsItemTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioDeleteNewsItemTranslationDocument, { input }), ({ deleteNewsItemTranslation }) =>
      itemOf(deleteNewsItemTranslation.item),
    ),
};

function itemOf(newsItem: StudioNewsItemFragment): ContentItem {
  return {
    id: newsItem.id,
    title: newsItem.title,
    version: newsItem.publication?.version ?? null,
    canUpdate: newsItem.viewerCanUpdate,
    values: valuesOf(newsItem),
    translations: translationsOf<SetNewsItemTranslationInput>(newsItem.translations),
  };
}

function valuesOf(newsItem: StudioNewsItemFragment): NewsItemValues {
  const { slug, title, excerpt, body, publishedAt, links, originalLocale } = newsItem;
  return {
    slug,
    title,
    excerpt,
    body,
    publishedAt,
    links,
    originalLocale,
    activities: newsItem.activities.map(({ key }) => key),
    cover: newsItem.cover?.id ?? null,
    gallery: newsItem.gallery.map(({ id }) => id),
    attachments: newsItem.attachments.map(({ id }) => id),
  };
}
