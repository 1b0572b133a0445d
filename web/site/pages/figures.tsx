import type { ReactElement } from 'react';
import { SiteFiguresDocument, type SiteFigureFragment } from '../../../clients/typescript/src/index.js';
import type { Page } from '../page';
import { COUNTRY, FilterForm, filterOf, givenConditions } from '../parts/activity-filter';
import { BarChart } from '../parts/bar-chart';
import { CountsMap, type CountryCount } from '../parts/world-map';
import type { Visit } from '../visit';

/** The dimensions of the page. `isSeveral`: an activity can have several values. */
const dimensions = [
  { name: 'byYear', groupBy: 'YEAR', isSeveral: false },
  { name: 'byCountry', groupBy: 'COUNTRY', isSeveral: false },
  { name: 'byParticipatingCountry', groupBy: 'PARTICIPATING_COUNTRY', isSeveral: true },
  { name: 'byActivityType', groupBy: 'ACTIVITY_TYPE', isSeveral: false },
  { name: 'byNetwork', groupBy: 'NETWORK', isSeveral: true },
  { name: 'byTopic', groupBy: 'TOPIC', isSeveral: true },
] as const;

type Dimension = (typeof dimensions)[number];

/** Numbers of activities by several dimensions under the conditions in the address: charts, tables and files. */
export const figures: Page = {
  path: '/figures',
  show: async (visit) => {
    const filter = filterOf(visit);
    const found = await visit.api.request(SiteFiguresDocument, { filter });
    const { translate: t } = visit;
    const title = t('figures.title');
    const { totalCount } = found.activities;
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <FilterForm visit={visit} facets={found.activities.facets} />
          <p role="status">{t(totalCount === 0 ? 'figures.none' : 'activities.count', { count: totalCount })}</p>
          {totalCount > 0 && <CountsMap visit={visit} counts={countsOf(visit, found.byCountry)} />}
          {dimensions.map((dimension) => (
            <FigureSection key={dimension.name} visit={visit} dimension={dimension} groups={found[dimension.name]} />
          ))}
          <p className="cite">
            {t('figures.cite')}:{' '}
            <cite>{`${visit.site.publisher ?? visit.url.hostname}: ${title}. ${visit.url.href}`}</cite>
          </p>
        </>
      ),
    };
  },
};

/** The countries of the map, each of which leads to the figures of that country. */
function countsOf(visit: Visit, groups: readonly SiteFigureFragment[]): CountryCount[] {
  return groups.flatMap(({ keys: [key], count }) => {
    if (key?.value == null) return [];
    const parameters = givenConditions(visit.url.searchParams);
    parameters.set(COUNTRY, key.value);
    const address = `${visit.href('/figures')}?${parameters}`;
    return [{ code: key.value, name: key.label ?? key.value, count, address }];
  });
}

interface FigureSectionProps {
  readonly visit: Visit;
  readonly dimension: Dimension;
  readonly groups: readonly SiteFigureFragment[];
}

function FigureSection({ visit, dimension, groups }: FigureSectionProps): ReactElement | null {
  if (groups.length === 0) return null;
  const { translate: t, site, url } = visit;
  const { name, groupBy, isSeveral } = dimension;
  const rows = groups.map(({ keys: [key], count }) => ({
    name: key?.label ?? key?.value ?? t('activities.unknown'),
    count,
  }));
  const conditions = givenConditions(url.searchParams);
  const title = t(`figures.${name}`);
  return (
    <section>
      <h2>{title}</h2>
      <BarChart visit={visit} title={title} rows={rows} isOrdered={groupBy === 'YEAR'} />
      {isSeveral && <p className="meta">{t('figures.several')}</p>}
      <details>
        <summary>{t('figures.table')}</summary>
        <table>
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col" className="number">
                {t('figures.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td className="number">{new Intl.NumberFormat(visit.locale).format(row.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      <p className="files">
        <a href={`/exports/statistics.csv?groupBy=${groupBy}&locale=${visit.locale}&${conditions}`}>
          {t('figures.csv')}
        </a>{' '}
        {site.hasGraphiql && <a href={graphiqlAddress(visit, groupBy)}>{t('figures.operation')}</a>}
      </p>
    </section>
  );
}

/** GraphiQL with the operation behind one chart. */
function graphiqlAddress(visit: Visit, groupBy: string): string {
  const query = `query ($filter: ActivityFilter) {
  activityStatistics(groupBy: [${groupBy}], filter: $filter) {
    keys {
      value
      label
    }
    count
  }
}`;
  const variables = JSON.stringify({ filter: filterOf(visit) });
  return `/graphiql?${new URLSearchParams({ query, variables })}`;
}
