import { SiteActivitiesDocument } from '../../../clients/typescript/src/index.js';
import type { Page } from '../page';
import { FilterForm, filterOf, givenConditions } from '../parts/activity-filter';
import { ActivityCards } from '../parts/cards';
import { pageArguments, Paging } from '../parts/paging';

/** The list of activities under the conditions in the address, and the same list as files. */
export const activities: Page = {
  path: '/activities',
  show: async (visit) => {
    const filter = filterOf(visit);
    const variables = { filter, orderBy: null, ...pageArguments(visit) };
    const { activities: found } = await visit.api.request(SiteActivitiesDocument, variables);
    const { totalCount, nodes, pageInfo, facets } = found;
    const { translate: t } = visit;
    const conditions = givenConditions(visit.url.searchParams);
    conditions.append('locale', visit.locale);
    return {
      title: t('activities.title'),
      body: (
        <>
          <h1>{t('activities.title')}</h1>
          <FilterForm visit={visit} facets={facets} />
          <p role="status">{t(totalCount === 0 ? 'activities.none' : 'activities.count', { count: totalCount })}</p>
          <ActivityCards visit={visit} items={nodes} heading="h2" />
          <Paging visit={visit} pageInfo={pageInfo} />
          <p className="files">
            {t('activities.sameAs')} <a href={`/exports/activities.csv?${conditions}`}>CSV</a>{' '}
            <a href={`/exports/activities.xlsx?${conditions}`}>XLSX</a>{' '}
            <a href={`/exports/activities.json?${conditions}`}>JSON</a>{' '}
            <a href={`/calendar.ics?${conditions}`}>{t('activities.calendar')}</a>
          </p>
        </>
      ),
    };
  },
};
