import type { RequestContext } from '../../../../core/access/request-context';
import { searchedTextsCost } from '../../../../core/cost/text-cost';
import { listConditions, planModeUnder } from '../../../../core/listing/list';
import { conditionsCost } from '../../../../core/listing/scan';
import type { PlanMode } from '../../../../database/reading/statement-runner';
import { allOf } from '../../../../database/sql/conditions';
import { type Sql, sql } from '../../../../database/sql/sql';
import type { ActivityFilter } from '../activity.input';
import { activityListing } from '../activity.listing';

/** The activities that are counted. */
export interface CountedActivities {
  /** The policy and the filter. */
  readonly where: readonly Sql[];
  /** The same, for a statement that tests each activity once. */
  readonly conditions: readonly Sql[];
  /** False if the filter takes as long for a part of the activities as for all. */
  readonly isDivisible: boolean;
  /** Cost of the filter for each activity. */
  readonly conditionsCost: number;
  /** Cost of the full-text searches of the filter. */
  readonly searchesCost: number;
  readonly planMode: PlanMode;
}

/** A filter that costs more for each activity than this is tested before activities are joined with their values. */
const MAX_JOINED_COST = 5;

/** @throws BadUserInputError if the filter is invalid */
export function countedActivities(context: RequestContext, filter: ActivityFilter | null): CountedActivities {
  const all = listConditions(context, activityListing, filter);
  const cost = conditionsCost(activityListing, filter);
  // A statement that joins activities with values may test its conditions for each value. It makes the set once.
  const isMatching = sql`a.id IN (SELECT a.id FROM activity a WHERE ${allOf(all)})`;
  return {
    where: cost > MAX_JOINED_COST ? [isMatching] : all,
    conditions: all,
    isDivisible: isDivisible(filter),
    conditionsCost: cost,
    searchesCost: searchedTextsCost(filter),
    planMode: planModeUnder(filter),
  };
}

function isDivisible(filter: ActivityFilter | null): boolean {
  return Object.entries(filter ?? {}).every(([name, value]: [string, unknown]) => {
    if (name === 'not') return isDivisible(value as ActivityFilter);
    if (name === 'and' || name === 'or') return (value as ActivityFilter[]).every(isDivisible);
    return !activityListing.conditionCosts?.[name]?.searchesAll;
  });
}
