import { SiteOrganisationDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { ActivityCards } from '../parts/cards';
import { CountryLink } from '../parts/country-link';
import { Facts } from '../parts/facts';
import { pageArguments, Paging } from '../parts/paging';
import { Picture } from '../parts/picture';

/** An organisation with a page of the activities that it has a role in. */
export const organisation: Page = {
  path: '/organisations/:slug',
  show: async (visit, { slug = '' }) => {
    const { organisation: found } = await visit.api.request(SiteOrganisationDocument, {
      slug,
      ...pageArguments(visit),
    });
    if (found === null) return null;
    const { translate: t } = visit;
    const { name, acronym, url, country, logo, activities } = found;
    return {
      title: name,
      itemLocale: found.locale,
      availableLocales: found.availableLocales,
      structuredData: {
        '@type': 'Organization',
        name,
        ...(url !== null && { url }),
        ...(logo && { logo: logo.plain }),
      },
      body: (
        <article {...visit.inLanguage(found.locale)}>
          <header>
            {logo && <Picture picture={logo} sizes="8rem" isLazy={false} />}
            {acronym !== null && <p className="kicker">{acronym}</p>}
            <h1>{name}</h1>
          </header>
          <Facts
            visit={visit}
            rows={[
              [t('organisation.country'), country && <CountryLink visit={visit} country={country} />],
              [
                t('organisation.website'),
                url !== null && (
                  <a href={url} rel="external noopener">
                    {new URL(url).hostname}
                  </a>
                ),
              ],
            ]}
          />
          <section {...visit.interfaceLanguage}>
            <h2>{t('organisation.activities')}</h2>
            {activities.totalCount === 0 && <p>{t('country.none')}</p>}
            <ActivityCards visit={visit} items={activities.nodes} />
            <Paging visit={visit} pageInfo={activities.pageInfo} />
          </section>
        </article>
      ),
    };
  },
};
