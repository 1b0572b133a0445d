import { SiteNetworksDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { NetworkCards } from '../parts/cards';
import { Paging } from '../parts/paging';

/** All networks. */
export const networks: Page = {
  path: '/networks',
  show: async (visit) => {
    const after = visit.url.searchParams.get('after');
    const { networks: found } = await visit.api.request(SiteNetworksDocument, { after });
    const title = visit.translate('networks.title');
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          {found.nodes.length === 0 && <p>{visit.translate('networks.none')}</p>}
          <NetworkCards visit={visit} items={found.nodes} heading="h2" />
          <Paging visit={visit} pageInfo={{ ...found.pageInfo, hasPreviousPage: false, startCursor: null }} />
        </>
      ),
    };
  },
};
