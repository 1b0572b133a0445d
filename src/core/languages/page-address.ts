/**
 * The address of a page of the site in a language. Pages in the default language have no language in their addresses.
 *
 * @param path the path without a language, such as `/news`
 */
export function pageAddress(path: string, locale: string, defaultLocale: string): string {
  if (locale === defaultLocale) return path;
  return path === '/' ? `/${locale}` : `/${locale}${path}`;
}
