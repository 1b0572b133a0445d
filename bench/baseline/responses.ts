import type { Route } from '../operations';
import { activityFacets, activityStatistics } from './activity-counts';
import { activityList } from './activity-list';
import { activityPage } from './activity-page';
import { networkActivities } from './network-activities';
import { search } from './search';
import type { Statements } from './statements';

/** The response to each operation from its variables, by hand-written SQL. The caller knows which variables an operation has. */
export function responsesByHand(statements: Statements): Record<Route, (variables: never) => Promise<object>> {
  const list = activityList(statements);
  return {
    'activity-page': activityPage(statements),
    'activity-list': list,
    'activity-list-filtered': list,
    'network-activities': networkActivities(statements),
    'activity-facets': activityFacets(statements),
    search: search(statements),
    'activity-statistics': activityStatistics(statements),
  };
}
