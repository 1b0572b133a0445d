import type { ReactElement } from 'react';
import type { Visit } from '../visit';

/** The parameters of the conditions of the list of news, which feeds of news have, too. */
export const ACTIVITY = 'filter.activity';
export const NETWORK = 'filter.network';

/** Some news, and the number of all under the same condition. */
export interface SomeNews<Item> {
  readonly totalCount: number;
  readonly nodes: readonly Item[];
}

interface NewsLinkProps {
  readonly visit: Visit;
  readonly parameter: typeof ACTIVITY | typeof NETWORK;
  /** The slug of the activity or the network. */
  readonly slug: string;
  readonly news: SomeNews<unknown>;
}

/** A link to all news about an activity or a network, if the page does not show all. */
export function NewsLink({ visit, parameter, slug, news: { totalCount, nodes } }: NewsLinkProps): ReactElement | null {
  // The list finds no news by an unpublished item.
  if (visit.isPreview || totalCount <= nodes.length) return null;
  return (
    <p>
      <a href={`${visit.href('/news')}?${new URLSearchParams([[parameter, slug]])}`}>
        {visit.translate('news.all', { count: totalCount })}
      </a>
    </p>
  );
}
