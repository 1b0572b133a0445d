import { SiteSuggestionsDocument } from '../../../clients/typescript/src/site.js';
import { nameOf, pathOf } from '../found';
import type { Page } from '../page';

/** What the search field suggests for what was typed so far. */
export interface Suggestions {
  /** Says how many there are. */
  readonly status: string;
  readonly items: readonly Suggestion[];
}

export interface Suggestion {
  readonly name: string;
  /** The language of the name, if it is not that of the interface. */
  readonly lang: string | null;
  /** What kind of item it is. */
  readonly kind: string;
  readonly address: string;
}

/** The first results for the parameter `text`, for the script of the search field (web/site/search-suggestions.ts). */
export const suggestions: Page = {
  path: '/search/suggestions',
  show: async (visit) => {
    const { translate: t, url } = visit;
    const text = url.searchParams.get('text') ?? '';
    const { search } = await visit.api.request(SiteSuggestionsDocument, { text });
    const items = search.edges.map(({ node }): Suggestion => ({
      name: nameOf(node),
      lang: 'locale' in node ? (visit.inLanguage(node.locale).lang ?? null) : null,
      kind: t(`search.kind.${node.__typename}`),
      address: visit.href(pathOf(node)),
    }));
    return Response.json({
      status: t('search.suggestions', { count: items.length }),
      items,
    } satisfies Suggestions);
  },
};
