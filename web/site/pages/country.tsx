import { SiteCountryDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { ActivityCards } from '../parts/cards';
import { WorldMap } from '../parts/world-map';

/** A country: its networks, the activities that it held, and those that it took part in. */
export const country: Page = {
  path: '/countries/:code',
  show: async (visit, { code = '' }) => {
    if (!/^[A-Z]{2}$/.test(code)) return null;
    const { country: found, tookPartIn } = await visit.api.request(SiteCountryDocument, { code });
    if (found === null) return null;
    const { translate: t } = visit;
    const listOf = (parameter: string): string => `${visit.href('/activities')}?${parameter}=${code}`;
    const { memberships, activities } = found;
    return {
      title: found.name,
      body: (
        <article>
          <h1 {...visit.inLanguage(visit.locale)}>{found.name}</h1>
          <WorldMap visit={visit} countries={[code]} />
          <section>
            <h2>{t('country.memberships')}</h2>
            {memberships.length === 0 && <p>{t('country.none')}</p>}
            <ul>
              {memberships.map(({ kindLabel, since, until, network }) => (
                <li key={`${network.slug} ${since ?? ''}`}>
                  <a href={visit.href(`/networks/${network.slug}`)} {...visit.inLanguage(network.locale)}>
                    {network.name}
                  </a>{' '}
                  <small>
                    <span {...visit.inLanguage(network.locale)}>{kindLabel}</span>
                    {(since ?? until) !== null && `, ${visit.periodOf(since, until)}`}
                  </small>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h2>{t('country.held')}</h2>
            {activities.totalCount === 0 && <p>{t('country.none')}</p>}
            <ActivityCards visit={visit} items={activities.nodes} />
            {activities.totalCount > activities.nodes.length && (
              <p>
                <a href={listOf('filter.country')}>{t('home.allActivities', { count: activities.totalCount })}</a>
              </p>
            )}
          </section>
          <section>
            <h2>{t('country.tookPart')}</h2>
            {tookPartIn.totalCount === 0 && <p>{t('country.none')}</p>}
            <ActivityCards visit={visit} items={tookPartIn.nodes} />
            {tookPartIn.totalCount > tookPartIn.nodes.length && (
              <p>
                <a href={listOf('filter.participatingCountry')}>
                  {t('home.allActivities', { count: tookPartIn.totalCount })}
                </a>
              </p>
            )}
          </section>
        </article>
      ),
    };
  },
};
