import type { ReactElement } from 'react';
import {
  type SiteMembershipFragment,
  SiteNetworkDocument,
  type SiteNetworkPageFragment as Network,
  type SiteNewsCardFragment,
} from '../../../clients/typescript/src/site.js';
import type { Page, PageContent } from '../page';
import { ActivityCards, NewsCards } from '../parts/cards';
import { membershipsByName } from '../parts/countries-by-name';
import { CountryLink } from '../parts/country-link';
import { Facts, Links } from '../parts/facts';
import { Html } from '../parts/html';
import { NETWORK, NewsLink, type SomeNews } from '../parts/news-link';
import { Picture } from '../parts/picture';
import { descriptionOf } from '../parts/plain-text';
import { Timeline } from '../parts/timeline';
import { Wide } from '../parts/wide';
import { WorldMap } from '../parts/world-map';
import type { Visit } from '../visit';

/** A network with its members on a day. */
export const network: Page = {
  path: '/networks/:slug',
  show: async (visit, { slug = '' }) => {
    const day = dayOf(visit);
    const { network: found, newsItems } = await visit.api.request(SiteNetworkDocument, { slug, day });
    return found && networkContent(visit, found, day, newsItems);
  },
};

/** The day in the address whose members are wanted; null for today. */
export function dayOf({ url }: Visit): string | null {
  const day = url.searchParams.get('day') ?? '';
  return day === '' ? null : day;
}

/**
 * @param day the day of the members; null for today
 * @param news the latest news about activities of the network
 */
export function networkContent(
  visit: Visit,
  found: Network,
  day: string | null,
  news: SomeNews<SiteNewsCardFragment>,
): PageContent {
  return {
    title: found.name,
    itemLocale: found.locale,
    availableLocales: found.availableLocales,
    image: found.emblem?.plain,
    ...(found.description !== null && { description: descriptionOf(found.description) }),
    structuredData: {
      '@type': 'Organization',
      name: found.name,
      ...(found.acronym !== null && { alternateName: found.acronym }),
      ...(found.emblem && { logo: found.emblem.plain }),
    },
    body: <NetworkArticle visit={visit} network={found} day={day} news={news} />,
  };
}

interface NetworkArticleProps {
  readonly visit: Visit;
  readonly network: Network;
  /** The day of the members; null for today. */
  readonly day: string | null;
  readonly news: SomeNews<SiteNewsCardFragment>;
}

function NetworkArticle({ visit, network: found, day, news }: NetworkArticleProps): ReactElement {
  const { translate: t, messageDates: dates } = visit;
  const { emblem, acronym, name, descriptionHtml, since, supportedBy, activities } = found;
  const memberships = membershipsByName(visit, found.memberships);
  return (
    <article {...visit.inLanguage(found.locale)}>
      <header>
        {emblem && <Picture picture={emblem} sizes="8rem" isLazy={false} />}
        {acronym !== null && <p className="kicker">{acronym}</p>}
        <h1>{name}</h1>
        {since !== null && (
          <p className="meta" {...visit.interfaceLanguage}>
            {t('network.since', { date: dates.partial(since) })}
          </p>
        )}
        {descriptionHtml !== null && <Html text={descriptionHtml} heading={2} />}
      </header>
      {supportedBy.length > 0 && (
        <Facts
          visit={visit}
          rows={[
            [
              t('network.supportedBy'),
              <ul key="organisations">
                {supportedBy.map((organisation) => (
                  <li key={organisation.slug} {...visit.inLanguage(organisation.locale)}>
                    <a href={visit.href(`/organisations/${organisation.slug}`)}>{organisation.name}</a>
                  </li>
                ))}
              </ul>,
            ],
          ]}
        />
      )}
      <Members visit={visit} network={found} day={day} />
      {memberships.length > 0 && (
        <section {...visit.interfaceLanguage}>
          <h2>{t('network.timeline')}</h2>
          <Timeline visit={visit} memberships={memberships} />
          <details>
            <summary>{t('figures.table')}</summary>
            <MemberTable visit={visit} locale={found.locale} label={t('network.timeline')} members={memberships} />
          </details>
        </section>
      )}
      <Links visit={visit} locale={found.locale} links={found.links} />
      {activities.totalCount > 0 && (
        <section {...visit.interfaceLanguage}>
          <h2>{t('nav.activities')}</h2>
          <ActivityCards visit={visit} items={activities.nodes} />
          <p>
            <a href={`${visit.href('/activities')}?filter.network=${encodeURIComponent(found.slug)}`}>
              {t('home.allActivities', { count: activities.totalCount })}
            </a>
          </p>
        </section>
      )}
      {news.nodes.length > 0 && (
        <section {...visit.interfaceLanguage}>
          <h2>{t('nav.news')}</h2>
          <NewsCards visit={visit} items={news.nodes} />
          <NewsLink visit={visit} parameter={NETWORK} slug={found.slug} news={news} />
        </section>
      )}
    </article>
  );
}

function Members({
  visit,
  network: { memberCountries, locale },
  day,
}: Omit<NetworkArticleProps, 'news'>): ReactElement {
  const { translate: t, messageDates: dates } = visit;
  return (
    <section {...visit.interfaceLanguage} id="members">
      <h2>{day === null ? t('network.members') : t('network.membersOn', { date: dates.partial(day) })}</h2>
      <form action="#members" className="inline-form">
        <label>
          {t('network.day')} <input type="date" name="day" defaultValue={day ?? ''} />
        </label>
        <button>{t('network.show')}</button>
      </form>
      {memberCountries.length === 0 ? (
        <p>{t('network.noMembers')}</p>
      ) : (
        <>
          <WorldMap visit={visit} countries={memberCountries.map(({ country }) => country.code)} />
          <MemberTable
            visit={visit}
            locale={locale}
            label={t('network.members')}
            members={membershipsByName(visit, memberCountries)}
          />
        </>
      )}
    </section>
  );
}

interface MemberTableProps {
  readonly visit: Visit;
  /** The language in which the network is shown. */
  readonly locale: string;
  readonly label: string;
  readonly members: readonly SiteMembershipFragment[];
}

function MemberTable({ visit, locale, label, members }: MemberTableProps): ReactElement {
  const { translate: t } = visit;
  return (
    <Wide label={label}>
      <table>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('network.country')}</th>
            <th scope="col">{t('network.institution')}</th>
            <th scope="col">{t('network.kind')}</th>
            <th scope="col">{t('network.period')}</th>
          </tr>
        </thead>
        <tbody>
          {members.map(({ country, institution, kindLabel, since, until }) => (
            <tr key={`${country.code} ${since ?? ''}`}>
              <th scope="row">
                <CountryLink visit={visit} country={country} />
              </th>
              <td>{institution && <span {...visit.inLanguage(institution.locale)}>{institution.name}</span>}</td>
              <td>
                <span {...visit.inLanguage(locale)}>{kindLabel}</span>
              </td>
              <td>{visit.periodOf(since, until) || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
