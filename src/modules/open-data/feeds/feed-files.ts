import { pageOf } from '../../../core/languages/page-address';
import type { FileOrigin } from '../attribution';
import { partOfConnection, type PublicFile } from '../public-file';
import { type FeedAttachment, type FeedCover, type FeedEntry, writeAtom } from './atom';

/** Maximum entries of a feed, the first ones of its list. */
const MAX_ENTRIES = 50;

interface FeedActivity {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly summary: string;
  readonly descriptionHtml: string | null;
  readonly topics: readonly string[];
  readonly cover: FeedCover | null;
  readonly attachments: readonly FeedAttachment[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface FeedNewsItem {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly excerpt: string;
  readonly bodyHtml: string | null;
  readonly cover: FeedCover | null;
  readonly attachments: readonly FeedAttachment[];
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
}

/** Not every feed reader shows WebP. */
const media = 'cover { alt url(width: 1280, format: JPEG) } attachments { title language mediaType byteSize url }';

const feed = {
  fileName: null,
  mediaType: 'application/atom+xml; charset=utf-8',
  isCompressible: true,
  variables: {},
  itemCost: 200,
  limit: { items: MAX_ENTRIES, beyond: 'leave out' },
} as const;

export const activitiesAtom: PublicFile<FeedActivity> = {
  ...feed,
  path: '/feeds/activities.atom',
  title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
  query: `
    query ActivityFeed($locale: [Locale!]!, $filter: ActivityFilter, $orderBy: [ActivityOrder!], $first: Int!)
    @inLocales(preferred: $locale) {
      activities(filter: $filter, orderBy: $orderBy, first: $first) {
        nodes { id slug locale title summary descriptionHtml topics createdAt updatedAt ${media} }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  defaults: { orderBy: [{ field: 'UPDATED_AT', direction: 'DESC' }] },
  partOf: partOfConnection<FeedActivity>,
  write: (parts, origin) => writeFeed(parts, origin, (activity) => entryOfActivity(activity, origin)),
};

export const newsAtom: PublicFile<FeedNewsItem> = {
  ...feed,
  path: '/feeds/news.atom',
  title: { en: 'News', fr: 'Actualités', ru: 'Новости' },
  query: `
    query NewsFeed($locale: [Locale!]!, $filter: NewsItemFilter, $orderBy: [NewsItemOrder!], $first: Int!)
    @inLocales(preferred: $locale) {
      newsItems(filter: $filter, orderBy: $orderBy, first: $first) {
        nodes { id slug locale title excerpt bodyHtml publishedAt updatedAt ${media} }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  defaults: {},
  partOf: partOfConnection<FeedNewsItem>,
  write: (parts, origin) => writeFeed(parts, origin, (item) => entryOfNewsItem(item, origin)),
};

async function* writeFeed<T>(
  parts: AsyncIterable<readonly T[]>,
  origin: FileOrigin,
  entryOf: (item: T) => FeedEntry,
): AsyncGenerator<string> {
  const entries: FeedEntry[] = [];
  for await (const items of parts) entries.push(...items.map(entryOf));
  yield writeAtom(entries, origin);
}

function entryOfActivity(activity: FeedActivity, origin: FileOrigin): FeedEntry {
  return {
    ...activity,
    html: activity.descriptionHtml,
    published: activity.createdAt,
    updated: activity.updatedAt,
    page: pageOf(origin, { type: 'activities', ...activity }),
    categories: activity.topics,
  };
}

function entryOfNewsItem({ publishedAt, updatedAt, ...item }: FeedNewsItem, origin: FileOrigin): FeedEntry {
  return {
    ...item,
    summary: item.excerpt,
    html: item.bodyHtml,
    published: publishedAt,
    updated: updatedAt ?? publishedAt,
    page: pageOf(origin, { type: 'news', ...item }),
    categories: [],
  };
}
