/**
 * The address of a page of the site in a language. Pages in the default language have no language in their addresses.
 *
 * @param path the path without a language, such as `/news`
 */
export function pageAddress(path: string, locale: string, defaultLocale: string): string {
  if (locale === defaultLocale) return path;
  return path === '/' ? `/${locale}` : `/${locale}${path}`;
}

/**
 * The languages of a page for search engines, as values of `hreflang` with the language of the address. That in the default
 * language is for readers of any other language, too.
 */
export function hreflangsOf(
  locales: readonly string[],
  defaultLocale: string,
): readonly (readonly [hreflang: string, locale: string])[] {
  const own = locales.map((locale) => [locale, locale] as const);
  return locales.length > 1 && locales.includes(defaultLocale) ? [...own, ['x-default', defaultLocale]] : own;
}

/** Where the pages of items are. */
export interface Pages {
  /** The server's own origin, e.g. `https://api.example.org`. */
  readonly origin: string;
  /** The address of a page for an item, with `{type}` and `{slug}`; null if there are no pages elsewhere. */
  readonly itemUrl: string | null;
  /** The default language of the site of this server; null if it has no site. */
  readonly siteLocale: string | null;
  /** The languages of the programme, and so of the site. */
  readonly locales: readonly string[];
}

/** An item that has a page. */
export interface PageItem {
  readonly type: 'activities' | 'news';
  readonly slug: string;
  /** The language of the page. */
  readonly locale: string;
}

/** The page of an item: where the operator says that pages are, or else on the site of this server. Null if there is none. */
export function pageOf(pages: Pages, { type, slug, locale }: PageItem): string | null {
  const { itemUrl } = pages;
  if (itemUrl !== null) return itemUrl.replaceAll('{type}', type).replaceAll('{slug}', encodeURIComponent(slug));
  return sitePageOf(pages, `/${type}/${encodeURIComponent(slug)}`, locale);
}

/**
 * The page of the site at a path in a language, or in the default one if the programme no longer has the language. Null if the server has
 * no site.
 *
 * @param path the path without a language, such as `/news`
 */
export function sitePageOf(
  { siteLocale, locales, origin }: Omit<Pages, 'itemUrl'>,
  path: string,
  locale: string,
): string | null {
  if (siteLocale === null) return null;
  return origin + pageAddress(path, locales.includes(locale) ? locale : siteLocale, siteLocale);
}
