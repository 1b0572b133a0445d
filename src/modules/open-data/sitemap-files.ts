import XMLBuilder from 'fast-xml-builder';
import { pageAddress } from '../../core/languages/page-address';
import { partOfConnection, type PublicFile } from './public-file';

/** Maximum addresses of one file (https://www.sitemaps.org/protocol.html). */
const MAX_ADDRESSES = 50_000;

interface SitemapItem {
  readonly slug: string;
  readonly locale: string;
  readonly availableLocales: readonly string[];
  readonly updatedAt?: string | null;
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

/** The pages of all items for search engines, with those in other languages: one file for each type. */
export const sitemapFiles: readonly PublicFile<SitemapItem>[] = [
  sitemapOf(
    'activities',
    `query ActivitySitemap($first: Int!, $after: String) {
      activities(first: $first, after: $after, orderBy: [{ field: UPDATED_AT, direction: DESC }]) {
        nodes { slug locale availableLocales updatedAt }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  ),
  sitemapOf(
    'news',
    `query NewsSitemap($first: Int!, $after: String) {
      newsItems(first: $first, after: $after) {
        nodes { slug locale availableLocales updatedAt }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  ),
  sitemapOf(
    'networks',
    `query NetworkSitemap($first: Int!, $after: String) {
      networks(first: $first, after: $after) {
        nodes { slug locale availableLocales }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  ),
];

/** The addresses are those of the site of this server, wherever the operator says that the pages of items are. */
function sitemapOf(type: 'activities' | 'news' | 'networks', query: string): PublicFile<SitemapItem> {
  return {
    path: `/sitemaps/${type}.xml`,
    fileName: null,
    title: { en: 'Pages', fr: 'Pages', ru: 'Страницы' },
    mediaType: 'application/xml; charset=utf-8',
    isCompressible: true,
    query,
    variables: {},
    defaults: {},
    limit: { items: MAX_ADDRESSES, beyond: 'leave out' },
    partOf: partOfConnection<SitemapItem>,
    write: (parts, { origin, siteLocale }) =>
      writeSitemap(
        parts,
        ({ slug }, locale) => origin + pageAddress(`/${type}/${encodeURIComponent(slug)}`, locale, siteLocale!),
      ),
  };
}

/** Writes a sitemap (https://www.sitemaps.org/protocol.html) with links to other languages, as search engines read them. */
async function* writeSitemap(
  parts: AsyncIterable<readonly SitemapItem[]>,
  addressOf: (item: SitemapItem, locale: string) => string,
): AsyncGenerator<string> {
  const schemas = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${schemas}>\n`;
  for await (const items of parts) {
    for (const item of items) yield `${builder.build({ url: elementOf(item, addressOf) })}\n`;
  }
  yield '</urlset>\n';
}

function elementOf(item: SitemapItem, addressOf: (item: SitemapItem, locale: string) => string): object {
  return {
    loc: addressOf(item, item.locale),
    ...(item.updatedAt && { lastmod: item.updatedAt }),
    'xhtml:link': item.availableLocales.map((locale) => ({
      '@rel': 'alternate',
      '@hreflang': locale,
      '@href': addressOf(item, locale),
    })),
  };
}
