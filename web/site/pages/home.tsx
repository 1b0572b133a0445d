import { SiteHomeDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { ActivityCards, NetworkCards, NewsCards } from '../parts/cards';
import { Picture } from '../parts/picture';
import { plainText } from '../parts/plain-text';

/** What the programme is, its networks, and what is new. */
export const home: Page = {
  path: '/',
  show: async (visit) => {
    const { programmes, networks, activities, newsItems } = await visit.api.request(SiteHomeDocument);
    const { translate: t } = visit;
    const title = visit.site.publisher ?? visit.url.hostname;
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          {programmes.length > 0 && (
            <section>
              <h2>{t('home.programmes')}</h2>
              <ul className="cards emblems">
                {programmes.map(({ slug, locale, name, acronym, description, logo }) => (
                  <li key={slug} {...visit.inLanguage(locale)}>
                    {logo && <Picture picture={logo} sizes="6rem" />}
                    {acronym !== null && <p className="kicker">{acronym}</p>}
                    <h3>
                      <a href={visit.href(`/programmes/${slug}`)}>{name}</a>
                    </h3>
                    {description !== null && <p className="summary">{plainText(description)}</p>}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {activities.totalCount === 0 && <p>{t('activities.empty')}</p>}
          {activities.totalCount > 0 && (
            <section>
              <h2>{t('home.latestActivities')}</h2>
              <ActivityCards visit={visit} items={activities.nodes} />
              <p>
                <a href={visit.href('/activities')}>{t('home.allActivities', { count: activities.totalCount })}</a>
              </p>
            </section>
          )}
          {newsItems.nodes.length > 0 && (
            <section>
              <h2>{t('home.latestNews')}</h2>
              <NewsCards visit={visit} items={newsItems.nodes} />
              <p>
                <a href={visit.href('/news')}>{t('home.allNews')}</a>
              </p>
            </section>
          )}
          {networks.nodes.length > 0 && (
            <section>
              <h2>{t('home.networks')}</h2>
              <NetworkCards visit={visit} items={networks.nodes} />
              <p>
                <a href={visit.href('/networks')}>{t('home.allNetworks')}</a>
              </p>
            </section>
          )}
        </>
      ),
    };
  },
};
