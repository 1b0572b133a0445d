import type { SiteFoundFragment } from '../../clients/typescript/src/site.js';

/** The name of what a search has found. */
export function nameOf(found: SiteFoundFragment): string {
  return 'title' in found ? found.title : found.name;
}

/** The path of its page. */
export function pathOf(found: SiteFoundFragment): string {
  switch (found.__typename) {
    case 'Activity':
      return `/activities/${found.slug}`;
    case 'NewsItem':
      return `/news/${found.slug}`;
    case 'Network':
      return `/networks/${found.slug}`;
    case 'Organisation':
      return `/organisations/${found.slug}`;
    case 'Country':
      return `/countries/${found.code}`;
  }
}
