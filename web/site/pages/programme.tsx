import { SiteProgrammeDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { ActivityCards } from '../parts/cards';
import { Facts, Links } from '../parts/facts';
import { Html } from '../parts/html';
import { Organisations } from '../parts/organisations';
import { Picture } from '../parts/picture';
import { descriptionOf } from '../parts/plain-text';

/** A programme with its components and activities. */
export const programme: Page = {
  path: '/programmes/:slug',
  show: async (visit, { slug = '' }) => {
    const { programme: found } = await visit.api.request(SiteProgrammeDocument, { slug });
    if (found === null) return null;
    const { translate: t } = visit;
    const { name, acronym, description, logo, components, activities } = found;
    return {
      title: name,
      itemLocale: found.locale,
      availableLocales: found.availableLocales,
      image: logo?.plain,
      ...(description !== null && { description: descriptionOf(description) }),
      body: (
        <article {...visit.inLanguage(found.locale)}>
          <header>
            {logo && <Picture picture={logo} sizes="8rem" isLazy={false} />}
            {acronym !== null && <p className="kicker">{acronym}</p>}
            <h1>{name}</h1>
            {found.descriptionHtml !== null && <Html text={found.descriptionHtml} heading={2} />}
          </header>
          <Facts
            visit={visit}
            rows={[
              [t('activity.dates'), visit.periodOf(found.startsOn, found.endsOn)],
              [
                t('activity.organisations'),
                found.organisations.length > 0 && (
                  <Organisations visit={visit} locale={found.locale} entries={found.organisations} />
                ),
              ],
            ]}
          />
          {components.length > 0 && (
            <section>
              <h2 {...visit.interfaceLanguage}>{t('programme.components')}</h2>
              <ul>
                {components.map((component) => (
                  <li key={component.code} {...visit.inLanguage(component.locale)}>
                    {component.name} <small>{component.code}</small>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Links visit={visit} locale={found.locale} links={found.links} />
          {activities.totalCount > 0 && (
            <section {...visit.interfaceLanguage}>
              <h2>{t('programme.activities')}</h2>
              <ActivityCards visit={visit} items={activities.nodes} />
              <p>
                <a href={`${visit.href('/activities')}?filter.programme=${encodeURIComponent(slug)}`}>
                  {t('home.allActivities', { count: activities.totalCount })}
                </a>
              </p>
            </section>
          )}
        </article>
      ),
    };
  },
};
