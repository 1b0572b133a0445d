import type { ReactElement } from 'react';
import {
  SiteActivityDocument,
  SiteUnlockActivityDocument,
  SiteUnlockDocumentDocument,
  type SiteActivityPageFragment as Activity,
  type SiteUnlockFragment,
} from '../../../clients/typescript/src/index.js';
import { refusedContent } from '../errors';
import { textOf } from '../form';
import { Grants } from '../grants';
import type { MessageKey } from '../messages';
import type { Page, PageContent } from '../page';
import { Attachments } from '../parts/attachments';
import { exactly } from '../parts/bar-chart';
import { NewsCards } from '../parts/cards';
import { Documents } from '../parts/documents';
import { Facts, Links } from '../parts/facts';
import { Figure, Gallery } from '../parts/picture';
import { Html } from '../parts/html';
import { Organisations } from '../parts/organisations';
import { Results } from '../parts/results';
import { Wide } from '../parts/wide';
import type { Visit } from '../visit';

/** All that is public about an activity, and the form that opens its restricted documents. */
export const activity: Page = {
  path: '/activities/:slug',
  show: (visit, { slug = '' }) => show(visit, slug, null),
  submit: async (visit, { slug = '' }, form) => {
    if (!visit.isSameOrigin) return refusedContent(visit);
    if (form.has('lock')) return visit.redirectWith(Grants.cookieWithout(visit.isSecure), '#documents');
    const result = await unlock(visit, slug, textOf(form, 'password'), textOf(form, 'document'));
    if (result === null) return null;
    if (result.__typename === 'UnlockRefused') return show(visit, slug, `documents.refused.${result.reason}`);
    return visit.redirectWith(visit.grants.cookieWith(result.grant, result.expiresAt, visit.isSecure), '#documents');
  },
};

async function show(visit: Visit, slug: string, refusal: MessageKey | null): Promise<PageContent | null> {
  const { activity: found } = await visit.api.request(SiteActivityDocument, { slug });
  return found && activityContent(visit, found, refusal);
}

/** @param refusal why the last password opened nothing; null if it did, or none was given */
export function activityContent(visit: Visit, found: Activity, refusal: MessageKey | null): PageContent {
  return {
    title: found.title,
    description: found.summary,
    itemLocale: found.locale,
    availableLocales: found.availableLocales,
    image: found.cover?.plain,
    structuredData: eventOf(found),
    status: refusal === null ? 200 : 422,
    headers: { 'last-modified': new Date(found.updatedAt).toUTCString() },
    body: <ActivityArticle visit={visit} activity={found} refusal={refusal} />,
  };
}

/** Null if there is no such activity. */
async function unlock(
  { api }: Visit,
  slug: string,
  password: string,
  documentId: string,
): Promise<SiteUnlockFragment | null> {
  if (documentId !== '') {
    const { unlockDocument } = await api.request(SiteUnlockDocumentDocument, { input: { documentId, password } });
    return unlockDocument;
  }
  const { activity: found } = await api.request(SiteActivityDocument, { slug });
  if (found === null) return null;
  const input = { activityId: found.id, password };
  const { unlockActivityDocuments } = await api.request(SiteUnlockActivityDocument, { input });
  return unlockActivityDocuments;
}

interface ActivityArticleProps {
  readonly visit: Visit;
  readonly activity: Activity;
  readonly refusal: MessageKey | null;
}

function ActivityArticle({ visit, activity: found, refusal }: ActivityArticleProps): ReactElement {
  const { translate: t } = visit;
  const { operativeDimension, objectives, relatedNews } = found;
  return (
    <article {...visit.inLanguage(found.locale)}>
      <header>
        <p className="kicker">{operativeDimension.activityTypeLabel}</p>
        <h1>{found.title}</h1>
        <p className="lead">{found.summary}</p>
        {found.cover && (
          <Figure visit={visit} picture={found.cover} sizes="(min-width: 72rem) 70rem, 100vw" isLazy={false} />
        )}
      </header>
      <section lang={visit.locale}>
        <h2>{t('activity.facts')}</h2>
        <ActivityFacts visit={visit} activity={found} />
      </section>
      {objectives.length > 0 && (
        <section>
          <h2 lang={visit.locale}>{t('activity.objectives')}</h2>
          <ol className="objectives">
            {objectives.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ol>
        </section>
      )}
      {found.descriptionHtml !== null && (
        <section>
          <h2 lang={visit.locale}>{t('activity.description')}</h2>
          <Html text={found.descriptionHtml} />
        </section>
      )}
      <Participants visit={visit} activity={found} />
      <People visit={visit} activity={found} />
      <Classification visit={visit} activity={found} />
      <Money visit={visit} activity={found} />
      {found.results.length > 0 && (
        <section lang={visit.locale}>
          <h2>{t('results.title')}</h2>
          <Results visit={visit} results={found.results} locale={found.originalLocale} />
        </section>
      )}
      <Gallery visit={visit} pictures={found.gallery} />
      <Attachments visit={visit} attachments={found.attachments} />
      <Links visit={visit} links={found.links} />
      <Documents visit={visit} documents={found.restrictedDocuments} refusal={refusal} />
      {relatedNews.nodes.length > 0 && (
        <section lang={visit.locale}>
          <h2>{t('activity.relatedNews')}</h2>
          <NewsCards visit={visit} items={relatedNews.nodes} />
        </section>
      )}
      <footer lang={visit.locale}>
        <p className="meta">{t('activity.updated', { date: visit.dates.day(found.updatedAt) })}</p>
      </footer>
    </article>
  );
}

/** The operative dimension: when, where and as a part of what the activity takes place. */
function ActivityFacts({ visit, activity: found }: Omit<ActivityArticleProps, 'refusal'>): ReactElement {
  const { translate: t, dates } = visit;
  const { code, year, component, region, country, place, activityTypeLabel } = found.operativeDimension;
  const { programme, topics } = found;
  return (
    <Facts
      rows={[
        [t('activity.code'), code],
        [t('activity.dates'), dates.range(found.startsOn, found.endsOn)],
        [t('activity.status'), <span {...visit.inLanguage(found.locale)}>{found.statusLabel}</span>],
        [t('activity.year'), year],
        [t('activity.activityType'), <span {...visit.inLanguage(found.locale)}>{activityTypeLabel}</span>],
        [t('activity.place'), place !== null && <span {...visit.inLanguage(found.locale)}>{place}</span>],
        [t('activity.country'), country && <a href={visit.href(`/countries/${country.code}`)}>{country.name}</a>],
        [t('activity.region'), region && <span {...visit.inLanguage(region.locale)}>{region.name}</span>],
        [t('activity.component'), component && <span {...visit.inLanguage(component.locale)}>{component.name}</span>],
        [
          t('activity.programme'),
          programme && (
            <a href={visit.href(`/programmes/${programme.slug}`)} {...visit.inLanguage(programme.locale)}>
              {programme.name}
            </a>
          ),
        ],
        [t('activity.topics'), <span {...visit.inLanguage(found.locale)}>{topics.join(', ')}</span>],
      ]}
    />
  );
}

function Participants({ visit, activity: found }: Omit<ActivityArticleProps, 'refusal'>): ReactElement | null {
  const { networks, organisations, participatingCountries } = found;
  const { translate: t } = visit;
  if (networks.length + organisations.length + participatingCountries.length === 0) return null;
  return (
    <section lang={visit.locale}>
      <h2>{t('activity.participants')}</h2>
      <Facts
        rows={[
          [
            t('activity.networks'),
            networks.length > 0 && (
              <ul>
                {networks.map(({ slug, name, acronym, locale }) => (
                  <li key={slug} {...visit.inLanguage(locale)}>
                    <a href={visit.href(`/networks/${slug}`)}>{name}</a> {acronym !== null && `(${acronym})`}
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            t('activity.organisations'),
            organisations.length > 0 && <Organisations visit={visit} entries={organisations} />,
          ],
          [
            t('activity.participatingCountries'),
            participatingCountries.length > 0 && (
              <ul className="inline">
                {participatingCountries.map(({ code, name }) => (
                  <li key={code}>
                    <a href={visit.href(`/countries/${code}`)}>{name}</a>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
    </section>
  );
}

/** How many people took part, by where they came from. */
function People({ visit, activity: found }: Omit<ActivityArticleProps, 'refusal'>): ReactElement | null {
  const { translate: t } = visit;
  const { participation, participants } = found;
  if (participants === null) return null;
  const number = new Intl.NumberFormat(visit.locale);
  const counts = ['women', 'men', 'unspecified', 'total'] as const;
  const cellsOf = (row: Readonly<Record<(typeof counts)[number], number | null>>): ReactElement[] =>
    counts.map((name) => (
      <td key={name} className="number">
        {row[name] !== null && number.format(row[name])}
      </td>
    ));
  return (
    <section lang={visit.locale}>
      <h2>{t('people.title')}</h2>
      <Wide label={t('people.title')}>
        <table>
          <caption className="unseen">{t('people.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('people.from')}</th>
              {counts.map((name) => (
                <th key={name} scope="col" className="number">
                  {t(`people.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {participation.map(({ country, organisation, isMerged, ...row }, index) => (
              <tr key={index}>
                <th scope="row">
                  {country && <a href={visit.href(`/countries/${country.code}`)}>{country.name}</a>}
                  {country && organisation && ': '}
                  {organisation && (
                    <a
                      href={visit.href(`/organisations/${organisation.slug}`)}
                      {...visit.inLanguage(organisation.locale)}
                    >
                      {organisation.name}
                    </a>
                  )}
                  {country === null && organisation === null && t(isMerged ? 'people.others' : 'activities.unknown')}
                </th>
                {cellsOf(row)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('people.all')}</th>
              {cellsOf(participants)}
            </tr>
          </tfoot>
        </table>
      </Wide>
      <p className="meta">
        {t('people.method')} <a href={visit.href('/figures/method#people')}>{t('figures.method')}</a>
      </p>
    </section>
  );
}

/** Whom and what the activity serves, with percentages where they are known; nothing if neither is known. */
function Classification({ visit, activity: found }: Omit<ActivityArticleProps, 'refusal'>): ReactElement | null {
  const { sectors, sdgs, recipients, locations, relatedActivities } = found;
  const { translate: t } = visit;
  if (sectors.length + sdgs.length + recipients.length + locations.length + relatedActivities.length === 0) return null;
  const share = (percentage: string | null): string => (percentage === null ? '' : ` (${percentage} %)`);
  return (
    <section lang={visit.locale}>
      <h2>{t('activity.classification')}</h2>
      <Facts
        rows={[
          [
            t('activity.recipients'),
            listOf(recipients, ({ country, region, percentage }) =>
              country === null ? (
                <>{(region!.name ?? region!.code) + share(percentage)}</>
              ) : (
                <>
                  <a href={visit.href(`/countries/${country.code}`)}>{country.name}</a>
                  {share(percentage)}
                </>
              ),
            ),
          ],
          [
            t('activity.sectors'),
            listOf(sectors, ({ sector: { code, name }, percentage }) => <>{(name ?? code) + share(percentage)}</>),
          ],
          [t('activity.sdgs'), listOf(sdgs, ({ code, name }) => <>{name ?? code}</>)],
          [
            t('activity.locations'),
            listOf(locations, ({ name }) => <span {...visit.inLanguage(found.locale)}>{name}</span>),
          ],
          [
            t('activity.relatedActivities'),
            listOf(relatedActivities, ({ slug, title, locale }) => (
              <a href={visit.href(`/activities/${slug}`)} {...visit.inLanguage(locale)}>
                {title}
              </a>
            )),
          ],
        ]}
      />
    </section>
  );
}

/** What was budgeted and spent: one row for each kind and currency. */
function Money({ visit, activity: { money } }: Omit<ActivityArticleProps, 'refusal'>): ReactElement | null {
  const { translate: t } = visit;
  if (money.length === 0) return null;
  return (
    <section lang={visit.locale}>
      <h2>{t('figures.money')}</h2>
      <Wide label={t('figures.money')}>
        <table>
          <caption className="unseen">{t('figures.money')}</caption>
          <tbody>
            {money.map(({ kind, kindLabel, value: { amount, currency } }) => (
              <tr key={kind + currency}>
                <th scope="row">{kindLabel}</th>
                <td className="number">{`${exactly(visit, amount)} ${currency}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <p className="meta">
        {t('money.method')} <a href={visit.href('/figures/method#money')}>{t('figures.method')}</a>
      </p>
    </section>
  );
}

/** A list of what is shown of each item; false if there are none. */
function listOf<T>(items: readonly T[], show: (item: T) => ReactElement): ReactElement | false {
  return (
    items.length > 0 && (
      <ul>
        {items.map((item, index) => (
          <li key={index}>{show(item)}</li>
        ))}
      </ul>
    )
  );
}

/** The activity as schema.org's Event. */
function eventOf({
  title,
  summary,
  startsOn,
  endsOn,
  locale,
  cover,
  operativeDimension,
}: Activity): Record<string, unknown> {
  const { place, country } = operativeDimension;
  return {
    '@type': 'Event',
    name: title,
    description: summary,
    inLanguage: locale,
    ...(startsOn !== null && { startDate: startsOn }),
    ...(endsOn !== null && { endDate: endsOn }),
    ...(cover && { image: cover.plain }),
    ...((place ?? country) !== null && {
      location: {
        '@type': 'Place',
        name: place ?? country!.name,
        ...(country && { address: { '@type': 'PostalAddress', addressCountry: country.code } }),
      },
    }),
  };
}
