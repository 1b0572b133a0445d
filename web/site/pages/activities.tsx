import type { ReactElement } from 'react';
import { SiteActivitiesDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { type ActivityCounts, countActivities, countText } from '../parts/activity-counts';
import { COUNTRY, FilterForm, filterOf, givenConditions, textOf } from '../parts/activity-filter';
import { givenOrder, orderOf, OrderSelect } from '../parts/activity-order';
import { ActivityCards } from '../parts/cards';
import { pageArguments, Paging } from '../parts/paging';
import { type CountryCount, CountsMap } from '../parts/world-map';
import type { Visit } from '../visit';

/** In which form the page shows the activities. Without the parameter, as cards. */
const VIEW = 'view';
const views = ['cards', 'map'] as const;
type View = (typeof views)[number];

/** The list of activities under the conditions in the address, as cards or on a map, and the same list as files. */
export const activities: Page = {
  path: '/activities',
  show: async (visit) => {
    const view = viewOf(visit);
    const [counts, cards] = await Promise.all([countActivities(visit), view === 'cards' ? cardsOf(visit) : null]);
    const { totalCount, values } = counts;
    const { translate: t } = visit;
    const list = listOf(visit);
    list.append('locale', visit.locale);
    const title = t('activities.title');
    const count = countText(visit, totalCount);
    const isFiltered = givenConditions(visit.url.searchParams).size > 0;
    return {
      // Screen readers read it first.
      title: isFiltered ? `${title} · ${count}` : title,
      body: (
        <>
          <h1>{title}</h1>
          <FilterForm visit={visit} values={values} keeps={view === 'map' ? [[VIEW, view], ...givenOrder(visit)] : []}>
            {view === 'cards' && <OrderSelect visit={visit} />}
          </FilterForm>
          <p role="status">{count}</p>
          <Views visit={visit} shown={view} />
          {cards ?? <CountryMap visit={visit} countries={counts.countries} />}
          <p className="files">
            {t('activities.sameAs')} <a href={`/exports/activities.csv?${list}`}>CSV</a>{' '}
            <a href={`/exports/activities.xlsx?${list}`}>XLSX</a> <a href={`/exports/activities.json?${list}`}>JSON</a>{' '}
            <a href={`/calendar.ics?${list}`}>{t('activities.calendar')}</a>
          </p>
        </>
      ),
    };
  },
};

async function cardsOf(visit: Visit): Promise<ReactElement> {
  const text = textOf(visit);
  const variables = {
    filter: filterOf(visit),
    orderBy: orderOf(visit),
    ...pageArguments(visit),
    text: text ?? '',
    hasText: text !== null,
  };
  const { activities: found } = await visit.api.request(SiteActivitiesDocument, variables);
  return (
    <>
      <ActivityCards visit={visit} items={found.nodes} heading="h2" />
      <Paging visit={visit} pageInfo={found.pageInfo} />
    </>
  );
}

interface CountryMapProps extends Pick<ActivityCounts, 'countries'> {
  readonly visit: Visit;
}

/** All countries whose activities meet the other conditions, so that a click on the map chooses another one. */
function CountryMap({ visit, countries }: CountryMapProps): ReactElement {
  const counts = countries.flatMap(({ value, label, count }): CountryCount[] =>
    value === null ? [] : [{ code: value, name: label ?? value, count, address: addressWith(visit, COUNTRY, value) }],
  );
  const chosen = visit.url.searchParams.get(COUNTRY);
  return (
    <section>
      <h2>{visit.translate('figures.byCountry')}</h2>
      <CountsMap visit={visit} counts={counts} />
      <ul className="columns">
        {counts.map(({ code, name, count, address }) => (
          <li key={code}>
            <a href={address} aria-current={code === chosen ? 'true' : undefined}>
              {name}
            </a>
            {`: ${visit.translate('activities.count', { count })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Views({ visit, shown }: { readonly visit: Visit; readonly shown: View }): ReactElement {
  return (
    <nav aria-label={visit.translate('activities.view')}>
      <ul className="inline">
        {views.map((view) => (
          <li key={view}>
            <a href={addressWith(visit, VIEW, view)} aria-current={view === shown ? 'true' : undefined}>
              {visit.translate(`activities.view.${view}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function viewOf({ url }: Visit): View {
  return url.searchParams.get(VIEW) === 'map' ? 'map' : 'cards';
}

/** The conditions and the order of the list, as parameters of another address. */
function listOf(visit: Visit): URLSearchParams {
  return new URLSearchParams([...givenConditions(visit.url.searchParams), ...givenOrder(visit)]);
}

/** The list as cards under the conditions and in the order of this page, but with this value of a parameter. */
function addressWith(visit: Visit, parameter: string, value: string): string {
  const parameters = listOf(visit);
  parameters.set(parameter, value);
  return `${visit.href('/activities')}?${parameters}`;
}
