import type { ReactElement } from 'react';
import { SiteSearchDocument, type SiteSearchQuery } from '../../../clients/typescript/src/site.js';
import { nameOf, pathOf } from '../found';
import type { Page } from '../page';
import { Html } from '../parts/html';
import { Paging } from '../parts/paging';
import type { Visit } from '../visit';

type Found = SiteSearchQuery['search']['edges'][number];

/** What contains the words of the parameter `text`. */
export const search: Page = {
  path: '/search',
  show: async (visit) => {
    const { translate: t, url } = visit;
    const text = url.searchParams.get('text')?.trim() ?? '';
    const title = t('search.title');
    if (text === '') return { title, body: <h1>{title}</h1> };
    const after = url.searchParams.get('after');
    const { search: found } = await visit.api.request(SiteSearchDocument, { text, after });
    const { totalCount, edges, pageInfo } = found;
    const results = t('search.results', { count: totalCount, text });
    return {
      // Screen readers read it first.
      title: results,
      headers: { 'x-robots-tag': 'noindex' },
      body: (
        <>
          <h1>{title}</h1>
          <p role="status">{results}</p>
          {edges.length === 0 && <p>{t('search.empty')}</p>}
          <ol className="results">
            {edges.map((edge) => (
              <Result key={pathOf(edge.node)} visit={visit} edge={edge} />
            ))}
          </ol>
          <Paging visit={visit} pageInfo={{ ...pageInfo, hasPreviousPage: false, startCursor: null }} />
        </>
      ),
    };
  },
};

function Result({ visit, edge: { node, snippet, snippetLocale } }: { visit: Visit; edge: Found }): ReactElement {
  return (
    <li {...('locale' in node && visit.inLanguage(node.locale))}>
      <p className="kicker" {...visit.interfaceLanguage}>
        {visit.translate(`search.kind.${node.__typename}`)}
      </p>
      <h2>
        <a href={visit.href(pathOf(node))}>{nameOf(node)}</a>
      </h2>
      <div {...(snippetLocale && visit.inLanguage(snippetLocale))}>
        <Html text={snippet} />
      </div>
    </li>
  );
}
