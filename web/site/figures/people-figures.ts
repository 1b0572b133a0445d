import type { SitePeopleFigureFragment, SitePeopleFiguresQuery } from '../../../clients/typescript/src/site.js';
import { filterOf } from '../parts/activity-filter';
import type { Visit } from '../visit';
import { byName, type DimensionFigure, fileParameters, nameOf } from './dimension-figure';

const counts = ['women', 'men', 'unspecified'] as const;

/** The people who took part, by year and by country. */
export function peopleFigures(visit: Visit, { byYear, byCountry }: SitePeopleFiguresQuery): DimensionFigure[] {
  const { translate: t } = visit;
  return [
    {
      ...peopleFigure(visit, 'YEAR', byYear),
      title: t('figures.peopleByYear'),
      isOrdered: true,
      addsUp: true,
      method: t('figures.peopleMethod'),
    },
    {
      ...peopleFigure(visit, 'PARTICIPATING_COUNTRY', byCountry),
      title: t('figures.peopleByCountry'),
      isOrdered: false,
      addsUp: false,
      method: t('figures.peopleByCountryMethod'),
    },
  ];
}

function peopleFigure(
  visit: Visit,
  groupBy: string,
  groups: readonly SitePeopleFigureFragment[],
): Omit<DimensionFigure, 'title' | 'isOrdered' | 'addsUp' | 'method'> {
  const { translate: t } = visit;
  const counted = groups.filter(({ participants }) => participants.total > 0);
  // What nobody has counted is no series of zeros.
  const drawn = counts.filter((count) => counted.some(({ participants }) => participants[count] > 0));
  const shown = [...drawn, 'total'] as const;
  return {
    series: shown.map((count) => t(`people.${count}`)),
    drawn: drawn.length,
    rows: byName(visit, counted).map(({ keys, participants }) => ({
      name: nameOf(visit, keys),
      // Sums do not tell nobody from not counted.
      values: shown.map((count) => participants[count] || null),
    })),
    countries: [],
    file: 'people',
    parameters: fileParameters(visit, groupBy),
    query: `query ($filter: ActivityFilter) {
  activityStatistics(groupBy: [${groupBy}], filter: $filter) {
    keys {
      value
      label
    }
    participants {
      women
      men
      unspecified
      total
    }
  }
}`,
    variables: { filter: filterOf(visit) },
  };
}
