import {
  type CreateNewsItemInput,
  type SetNewsItemTranslationInput,
  StudioCreateNewsItemDocument,
  StudioDeleteNewsItemTranslationDocument,
  StudioNewsItemDocument,
  type StudioNewsItemFragment,
  type StudioNewsItemQuery,
  StudioSetNewsItemTranslationDocument,
  StudioUpdateNewsItemDocument,
  type UpdateNewsItemInput,
} from '../../../clients/typescript/src/studio.js';
import { mapOutcome } from '../outcome';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { declareFields } from './field-declarations';

const fields = declareFields<UpdateNewsItemInput, StudioNewsItemFragment>({
  originalLocale: { section: 'section.texts', valueOf: ({ originalLocale }) => originalLocale },
  title: { section: 'section.texts', valueOf: ({ title }) => title },
  excerpt: { section: 'section.texts', valueOf: ({ excerpt }) => excerpt },
  body: { section: 'section.texts', valueOf: ({ body }) => body },
  activities: { section: 'section.context', valueOf: ({ activities }) => activities.map(({ key }) => key), blank: [] },
  publishedAt: { section: 'section.context', valueOf: ({ publishedAt }) => publishedAt },
  cover: { section: 'section.media', valueOf: ({ cover }) => cover?.id ?? null },
  gallery: { section: 'section.media', valueOf: ({ gallery }) => gallery.map(({ id }) => id), blank: [] },
  attachments: { section: 'section.media', valueOf: ({ attachments }) => attachments.map(({ id }) => id), blank: [] },
  links: { section: 'section.media', valueOf: ({ links }) => links, blank: [] },
  slug: { section: 'section.address', valueOf: ({ slug }) => slug },
});

/** News. */
export const newsItemContent: EditableContent<StudioNewsItemQuery> = {
  type: 'NewsItem',
  publishable: 'NEWS_ITEM',
  path: '/news',
  sections: fields.sections,
  document: StudioNewsItemDocument,
  itemOf: ({ item }) => (item?.__typename === 'NewsItem' ? itemOf(item) : null),
  creation: {
    newTitle: 'newsItem.new',
    blank: fields.blank,
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
    publication: newsItem.publication,
    canUpdate: newsItem.viewerCanUpdate,
    values: fields.valuesOf(newsItem),
    translations: translationsOf<SetNewsItemTranslationInput>(newsItem.translations),
  };
}
