import { SitePreviewDocument } from '../../../clients/typescript/src/site.js';
import type { Page, PageContent } from '../page';
import type { Visit } from '../visit';
import { activityContent } from './activity';
import { dayOf, networkContent } from './network';
import { newsItemContent } from './news-item';

/** An item that is not public yet, at an address that its editors have shared. It looks as its page will. */
export const preview: Page = {
  path: '/previews/:token',
  show: async (visit, { token = '' }) => {
    const content = await contentOf(visit, token);
    return (
      content && {
        ...content,
        body: (
          <>
            <p className="note">{visit.translate('preview.note')}</p>
            {content.body}
          </>
        ),
        // The address is a secret, which the next page must not learn.
        headers: { 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'referrer-policy': 'origin' },
      }
    );
  },
};

async function contentOf(visit: Visit, token: string): Promise<PageContent | null> {
  const day = dayOf(visit);
  const { preview: found } = await visit.api.request(SitePreviewDocument, { token, day });
  switch (found?.__typename) {
    case 'Activity':
      return activityContent(visit, found, null);
    case 'NewsItem':
      return newsItemContent(visit, found);
    case 'Network':
      return networkContent(visit, found, day, { totalCount: 0, nodes: [] });
    default:
      return null;
  }
}
