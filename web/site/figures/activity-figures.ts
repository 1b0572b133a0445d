import type {
  SiteClassificationFiguresQuery,
  SiteFigureFragment,
  SiteFiguresQuery,
  SiteParticipationFiguresQuery,
} from '../../../clients/typescript/src/site.js';
import { COUNTRY, filterOf, givenConditions, RECIPIENT_COUNTRY } from '../parts/activity-filter';
import type { CountryCount } from '../parts/world-map';
import type { Visit } from '../visit';
import { byName, type DimensionFigure, fileParameters, nameOf } from './dimension-figure';

/** A part may be missing. */
type Found = Partial<SiteFiguresQuery & SiteParticipationFiguresQuery & SiteClassificationFiguresQuery>;

/**
 * The dimensions of the page. `isSeveral`: an activity can have several values. `mapped`: the parameter for the country that a
 * click on the map chooses.
 */
const dimensions = [
  { name: 'byYear', groupBy: 'YEAR', isSeveral: false },
  { name: 'byCountry', groupBy: 'COUNTRY', isSeveral: false, mapped: COUNTRY },
  { name: 'byParticipatingCountry', groupBy: 'PARTICIPATING_COUNTRY', isSeveral: true },
  { name: 'byRecipientCountry', groupBy: 'RECIPIENT_COUNTRY', isSeveral: true, mapped: RECIPIENT_COUNTRY },
  { name: 'byActivityType', groupBy: 'ACTIVITY_TYPE', isSeveral: false },
  { name: 'byStatus', groupBy: 'STATUS', isSeveral: false },
  { name: 'bySector', groupBy: 'SECTOR', isSeveral: true },
  { name: 'bySdg', groupBy: 'SDG', isSeveral: true },
  { name: 'byNetwork', groupBy: 'NETWORK', isSeveral: true },
  { name: 'byTopic', groupBy: 'TOPIC', isSeveral: true },
] as const satisfies readonly {
  readonly name: keyof Found;
  readonly groupBy: string;
  readonly isSeveral: boolean;
  readonly mapped?: string;
}[];

/** Numbers of activities by each dimension. */
export function activityFigures(visit: Visit, found: Found): DimensionFigure[] {
  const { translate: t } = visit;
  return dimensions.flatMap(({ name, groupBy, isSeveral, ...dimension }) => {
    const groups = found[name];
    if (groups === undefined) return [];
    return {
      title: t(`figures.${name}`),
      series: [t('figures.count')],
      drawn: 1,
      rows: byName(visit, groups).map(({ keys, count }) => ({ name: nameOf(visit, keys), values: [count] })),
      isOrdered: groupBy === 'YEAR',
      addsUp: !isSeveral,
      countries: 'mapped' in dimension ? countriesOf(visit, groups, dimension.mapped) : [],
      method: t(isSeveral ? 'figures.several' : 'figures.once'),
      file: 'statistics',
      parameters: fileParameters(visit, groupBy),
      query: `query ($filter: ActivityFilter) {
  activityStatistics(groupBy: [${groupBy}], filter: $filter) {
    keys {
      value
      label
    }
    count
  }
}`,
      variables: { filter: filterOf(visit) },
    };
  });
}

/** The countries of the map, each of which leads to the figures of that country. */
function countriesOf(visit: Visit, groups: readonly SiteFigureFragment[], parameter: string): CountryCount[] {
  return groups.flatMap(({ keys: [key], count }) => {
    if (key?.value == null) return [];
    const parameters = givenConditions(visit.url.searchParams);
    parameters.set(parameter, key.value);
    const address = `${visit.href('/figures')}?${parameters}`;
    return [{ code: key.value, name: key.label ?? key.value, count, address }];
  });
}
