import { SiteNewsDocument } from '../../../clients/typescript/src/index.js';
import type { Page } from '../page';
import { NewsCards } from '../parts/cards';
import { pageArguments, Paging } from '../parts/paging';

/** The news, the latest first. */
export const news: Page = {
  path: '/news',
  show: async (visit) => {
    const { newsItems } = await visit.api.request(SiteNewsDocument, pageArguments(visit));
    const title = visit.translate('news.title');
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          {newsItems.nodes.length === 0 && <p>{visit.translate('news.none')}</p>}
          <NewsCards visit={visit} items={newsItems.nodes} heading="h2" />
          <Paging visit={visit} pageInfo={newsItems.pageInfo} />
        </>
      ),
    };
  },
};
