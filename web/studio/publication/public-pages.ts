import type { PublishableType } from '../../../clients/typescript/src/studio.js';
import { pageOf, type Pages, sitePageOf } from '../../../src/core/languages/page-address';
import { type InterfaceLocale, programmeLocaleOf } from '../interface';

/** Where pages are, as the server says in the page of the studio. */
const { content } = document.querySelector<HTMLMetaElement>('meta[name=entente-pages]')!;
const pages = {
  ...(JSON.parse(decodeURIComponent(content)) as Omit<Pages, 'origin'>),
  origin: location.origin,
};

/** The public page of an item in a language. Null if the server knows none. */
export function publicPageOf(type: PublishableType, slug: string, locale: string): string | null {
  switch (type) {
    case 'ACTIVITY':
      return pageOf(pages, { type: 'activities', slug, locale });
    case 'NEWS_ITEM':
      return pageOf(pages, { type: 'news', slug, locale });
    case 'NETWORK':
      return sitePageOf(pages, `/networks/${slug}`, locale);
    case 'RESTRICTED_DOCUMENT':
      return null;
  }
}

/** The home page of the site, in its default language. Null if the server has no site. */
export const siteHome = sitePageOf(pages, '/', pages.siteLocale ?? '');

/** Where people ask for a new password, in the language of the interface if the programme uses it. */
export function forgottenPasswordPage(interfaceLocale: InterfaceLocale): string {
  const path = '/account/forgotten';
  const locale = programmeLocaleOf(interfaceLocale, pages.locales);
  // Pages elsewhere have one address for all languages.
  return (locale === undefined ? null : sitePageOf(pages, path, locale)) ?? path;
}

/** The page of a preview on the site, in a language. Null if the server has no site. */
export function previewPageOf(token: string, locale: string): string | null {
  return sitePageOf(pages, `/previews/${token}`, locale);
}
