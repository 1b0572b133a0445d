import XMLBuilder from 'fast-xml-builder';
import { hreflangsOf, type Pages, sitePageOf } from '../../core/languages/page-address';
import { type Part, partOfConnection, type PublicFile, type ResponseData } from './public-file';

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
  sitemapOf(
    'organisations',
    `query OrganisationSitemap($first: Int!, $after: String) {
      organisations(first: $first, after: $after) {
        nodes { slug locale availableLocales }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  ),
  sitemapOf('programmes', 'query ProgrammeSitemap { programmes { slug locale availableLocales } }', ({ programmes }) =>
    wholeList(programmes as SitemapItem[]),
  ),
  sitemapOf('countries', 'query CountrySitemap { countries { code } locales { locale isDefault } }', (data) => {
    const { countries, locales } = data as unknown as CountriesResponse;
    // The page of a country is in every language.
    const inAll = {
      locale: locales.find(({ isDefault }) => isDefault)!.locale,
      availableLocales: locales.map(({ locale }) => locale),
    };
    return wholeList(countries.map(({ code }) => ({ slug: code, ...inAll })));
  }),
];

interface CountriesResponse {
  readonly countries: readonly { readonly code: string }[];
  readonly locales: readonly { readonly locale: string; readonly isDefault: boolean }[];
}

/** A list that one response contains. */
function wholeList(items: readonly SitemapItem[]): Part<SitemapItem> {
  return { items: items.slice(0, MAX_ADDRESSES), next: null };
}

/** The addresses are those of the site of this server, wherever the operator says that the pages of items are. */
function sitemapOf(
  folder: string,
  query: string,
  partOf: (data: ResponseData) => Part<SitemapItem> = partOfConnection<SitemapItem>,
): PublicFile<SitemapItem> {
  return {
    path: `/sitemaps/${folder}.xml`,
    fileName: null,
    title: { en: 'Pages', fr: 'Pages', ru: 'Страницы' },
    mediaType: 'application/xml; charset=utf-8',
    isCompressible: true,
    query,
    variables: {},
    defaults: {},
    limit: { items: MAX_ADDRESSES, beyond: 'leave out' },
    partOf,
    write: (parts, pages) =>
      writeSitemap(parts, pages, ({ slug }, locale) => {
        return sitePageOf(pages, `/${folder}/${encodeURIComponent(slug)}`, locale)!;
      }),
  };
}

/** Writes a sitemap (https://www.sitemaps.org/protocol.html) with links to other languages, as search engines read them. */
async function* writeSitemap(
  parts: AsyncIterable<readonly SitemapItem[]>,
  pages: Pages,
  addressOf: (item: SitemapItem, locale: string) => string,
): AsyncGenerator<string> {
  const schemas = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${schemas}>\n`;
  for await (const items of parts) {
    for (const item of items) yield `${builder.build({ url: elementOf(item, pages, addressOf) })}\n`;
  }
  yield '</urlset>\n';
}

function elementOf(
  item: SitemapItem,
  { locales, siteLocale }: Pages,
  addressOf: (item: SitemapItem, locale: string) => string,
): object {
  // Items may also be in languages that the programme no longer has.
  const available = item.availableLocales.filter((locale) => locales.includes(locale));
  return {
    loc: addressOf(item, item.locale),
    ...(item.updatedAt && { lastmod: item.updatedAt }),
    'xhtml:link': hreflangsOf(available, siteLocale!).map(([hreflang, locale]) => ({
      '@rel': 'alternate',
      '@hreflang': hreflang,
      '@href': addressOf(item, locale),
    })),
  };
}
