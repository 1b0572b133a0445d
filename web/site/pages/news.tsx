import { SiteNewsDocument, type SiteNewsQuery } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { NewsCards } from '../parts/cards';
import { ACTIVITY, NETWORK } from '../parts/news-link';
import { pageArguments, Paging } from '../parts/paging';
import type { Visit } from '../visit';

/** What the news of a page are about. */
interface Subject {
  readonly path: string;
  readonly locale: string;
  readonly name: string;
}

/** The news, the latest first: all, or those about an activity or a network. */
export const news: Page = {
  path: '/news',
  show: async (visit) => {
    const [activity, network] = [conditionOf(visit, ACTIVITY), conditionOf(visit, NETWORK)];
    const found = await visit.api.request(SiteNewsDocument, {
      filter: { ...(activity !== null && { activity: [activity] }), ...(network !== null && { network: [network] }) },
      ...pageArguments(visit),
      activity: activity ?? '',
      ofActivity: activity !== null,
      network: network ?? '',
      ofNetwork: network !== null,
    });
    const { newsItems } = found;
    const subjects = subjectsOf(found);
    const title = visit.translate('news.title');
    return {
      title: [title, ...subjects.map(({ name }) => name)].join(' · '),
      body: (
        <>
          <h1>{title}</h1>
          {subjects.map(({ path, locale, name }) => (
            <p key={path} {...visit.inLanguage(locale)}>
              <a href={visit.href(path)}>{name}</a>
            </p>
          ))}
          {newsItems.nodes.length === 0 && <p>{visit.translate('news.none')}</p>}
          <NewsCards visit={visit} items={newsItems.nodes} heading="h2" />
          <Paging visit={visit} pageInfo={newsItems.pageInfo} />
        </>
      ),
    };
  },
};

function conditionOf({ url }: Visit, parameter: string): string | null {
  const slug = url.searchParams.get(parameter) ?? '';
  return slug === '' ? null : slug;
}

function subjectsOf({ activity, network }: SiteNewsQuery): Subject[] {
  return [
    ...(activity ? [{ path: `/activities/${activity.slug}`, locale: activity.locale, name: activity.title }] : []),
    ...(network ? [{ path: `/networks/${network.slug}`, locale: network.locale, name: network.name }] : []),
  ];
}
