import { SiteResultsDocument, type SiteResultsQuery } from '../../../clients/typescript/src/site.js';
import { filterOf } from '../parts/activity-filter';
import type { Visit } from '../visit';
import { type DimensionFigure, fileParametersOf } from './dimension-figure';

type Activity = SiteResultsQuery['activities']['nodes'][number];

/** How far the indicators of the activities have come in their latest periods. */
export function progressFigure(visit: Visit, activities: readonly Activity[]): DimensionFigure {
  const { translate: t } = visit;
  return {
    title: t('results.progressOfIndicators'),
    series: [t('results.progressInPercent')],
    drawn: 1,
    rows: activities.flatMap(({ title: activity, results }) =>
      results.flatMap(({ indicators }) =>
        indicators.flatMap(({ title, periods }) => {
          const latest = periods.findLast(({ progress }) => progress !== null);
          return latest === undefined ? [] : [{ name: `${title} – ${activity}`, values: [latest.progress] }];
        }),
      ),
    ),
    isOrdered: false,
    addsUp: false,
    countries: [],
    method: t('results.method'),
    file: 'results',
    parameters: fileParametersOf(visit),
    query: SiteResultsDocument.toString(),
    variables: { filter: { and: [filterOf(visit) ?? {}, { hasResults: true }] } },
  };
}
