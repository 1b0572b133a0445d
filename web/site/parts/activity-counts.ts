import {
  SiteActivityCountsDocument,
  SiteActivityFacetsDocument,
  type SiteFacetFragment,
  SiteFurtherFacetsDocument,
} from '../../../clients/typescript/src/site.js';
import { latestFirst } from '../../shared/latest-years';
import { unlessTooComplex } from '../unless-too-complex';
import type { Visit } from '../visit';
import { filterOf, type FilterValues } from './activity-filter';

/** The activities under the conditions of an address, as numbers. */
export interface ActivityCounts {
  readonly totalCount: number;
  readonly countries: readonly SiteFacetFragment[];
  /** The values that visitors choose from. With very many activities and conditions, a part of them may be missing. */
  readonly values: FilterValues;
}

/** Says how many activities meet the conditions of the address. */
export function countText(visit: Visit, count: number): string {
  if (count > 0) return visit.translate('activities.count', { count });
  return visit.translate(filterOf(visit) === null ? 'activities.empty' : 'activities.none');
}

/** Counts the activities under the conditions of the address. */
export async function countActivities(visit: Visit): Promise<ActivityCounts> {
  const filter = filterOf(visit);
  const [counts, facets, further] = await Promise.all([
    visit.api.request(SiteActivityCountsDocument, { filter }),
    unlessTooComplex(visit.api.request(SiteActivityFacetsDocument, { filter })),
    unlessTooComplex(visit.api.request(SiteFurtherFacetsDocument, { filter })),
  ]);
  const {
    totalCount,
    facets: { countries },
  } = counts.activities;
  return {
    totalCount,
    countries,
    values: {
      countries,
      ...facets?.activities.facets,
      ...further?.activities.facets,
      years: latestFirst(facets?.activities.facets.years ?? []),
    },
  };
}
