import { loadInGroups } from '../../../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../../../core/access/request-context';
import type { Viewer } from '../../../../core/access/viewer';
import { WALK_COST } from '../../../../core/cost/walk-cost';
import { listedRows, type ParentKey, type ParentLink } from '../../../../core/listing/list';
import type { Scan } from '../../../../database/reading/statement-runner';
import { allOf } from '../../../../database/sql/conditions';
import type { Row } from '../../../../database/sql/row-mapper';
import { empty, raw, type Sql, sql } from '../../../../database/sql/sql';
import {
  COUNTS_OF_PEOPLE,
  type Sums,
  sumsOfPeople,
  toParticipantCount,
} from '../../../figures/people/participant-sums';
import type { ParticipantCount } from '../../../figures/people/participation';
import type { CountedDimension } from './activity-dimension';
import type { CountedActivities } from './counted-activities';
import { costOfCounting, costOfCountingList } from './counting-cost';
import { type Parts, partsOf, readGroups } from './group-reading';
import { type CountedGroups, countOfActivities, type Group, together, toGroup } from './group-statements';

/** The number of activities that share one key in each dimension. */
export interface ActivityGroup extends Group {
  readonly count: number;
}

/** The people who took part in the activities that share one key in each dimension. */
export interface PeopleGroup extends Group {
  readonly participants: ParticipantCount;
}

/** A count by one dimension under a filter. */
interface CountUnderFilter extends CountedActivities {
  readonly dimension: CountedDimension;
  readonly limit: number;
}

/**
 * Counts activities by one dimension, for filters that take longer to evaluate than the counting itself. Counts under the
 * same filter share one statement, which evaluates the filter once. The groups have no order.
 */
export const groupsUnderFilter: LoaderDefinition<CountUnderFilter, ActivityGroup[]> = {
  keyText: (count) => `${count.dimension.key} ${count.dimension.selection ?? ''} ${filterText(count)}`,
  batch: (counts, context) => loadInGroups(counts, filterText, (sameFilter) => countEach(context, sameFilter)),
};

function filterText({ where, limit }: CountUnderFilter): string {
  const { sql: text, values } = allOf(where);
  return JSON.stringify([limit, text, values]);
}

/** Counts the activities under one filter by each of some dimensions separately. */
async function countEach(
  context: RequestContext,
  sameFilter: readonly [CountUnderFilter, ...CountUnderFilter[]],
): Promise<ActivityGroup[][]> {
  const [activities] = sameFilter;
  const { limit, conditionsCost } = activities;
  const by = sameFilter.map(({ dimension }) => dimension);
  const counting = by.reduce((sum, dimension) => sum + costOfCounting([dimension], context.read), 0);
  const counts = by.map((dimension) => countOf(context, [dimension], limit));
  const scan = scanOf(conditionsCost + counting);
  const rows = await readGroups(context, { activities, counts, scan });
  const groups = by.map((): ActivityGroup[] => []);
  for (const row of rows) {
    const place = row['place'] as number;
    groups[place]!.push(toActivityGroup(context, row, [by[place]!]));
  }
  return groups;
}

/**
 * Counts activities by all the dimensions together. The groups have no order.
 *
 * @param limit the maximum number of groups; further groups are left out
 */
export async function countActivities(
  context: RequestContext,
  by: readonly CountedDimension[],
  activities: CountedActivities,
  limit: number,
): Promise<ActivityGroup[]> {
  const scan = scanOf(activities.conditionsCost + costOfCounting(by, context.read));
  const counts = [countOf(context, by, limit)];
  const rows = await readGroups(context, { activities, counts, scan });
  return rows.map((row) => toActivityGroup(context, row, by));
}

/**
 * The same for the list of each of these parents separately.
 *
 * @param limit the maximum number of groups of all lists together
 */
export async function countLists(
  context: RequestContext,
  by: readonly CountedDimension[],
  activities: CountedActivities,
  { link, parents }: CountedLists,
  limit: number,
): Promise<ActivityGroup[]> {
  const { read } = context;
  const count = countOf(context, by, limit);
  const counts = [
    {
      ...count,
      parent: raw(link.parent),
      joins: sql`${link.join} ${count.joins}`,
      where: [read.isIn(raw(link.parent), parents)],
    },
  ];
  const { conditions, conditionsCost, isDivisible, searchesCost } = activities;
  const perRow = conditionsCost + costOfCountingList(link, by, read);
  const scan = {
    // A filter that is not divisible takes as long as for all activities.
    tables: isDivisible ? [] : ['activity'],
    perRow: conditionsCost,
    once: listedRows(context, link, parents) * perRow + searchesCost,
  };
  const parts = partsOfLists(context, activities, { link, parents }, scan, perRow);
  // The statement begins with the lists, also if an index has the activities that meet the filter.
  const where = [read.testedOnRows(allOf(conditions))];
  const rows = await readGroups(context, { activities: { ...activities, where }, counts, scan, parts });
  return rows.map((row) => toActivityGroup(context, row, by));
}

/** Lists of activities that are counted together. */
interface CountedLists {
  readonly link: ParentLink;
  readonly parents: readonly ParentKey[];
}

/** @param perRow the cost of each activity in a list */
function partsOfLists(
  context: RequestContext,
  activities: CountedActivities,
  { link: { rows, through }, parents }: CountedLists,
  scan: Scan,
  perRow: number,
): Parts {
  const ofOne = partsOf(context, activities, scan, through?.item);
  // No index finds the activities of a list without links in a range of ids. Several lists have most activities anyway.
  if (ofOne.conditions.length === 1 || (through !== null && parents.length === 1)) return ofOne;
  const linksOfActivity = Math.max(1, context.read.rowsOf(rows.table) / Math.max(1, context.read.rowsOf('activity')));
  return partsOf(context, activities, scanOf(linksOfActivity * perRow));
}

function countOf({ viewer }: RequestContext, by: readonly CountedDimension[], limit: number): CountedGroups {
  return {
    by,
    parent: null,
    joins: joinsOf(by, viewer),
    where: [],
    limit,
    measures: countOfActivities(by),
    keptKeys: new Map(),
  };
}

/**
 * Adds up the people who took part in activities, by all the dimensions together: the published rows of participation. The
 * groups have no order; those without people are left out. A key has no value if no activity with people gives it one.
 *
 * @param counted the groups of the activities, by the same dimensions
 * @param limit the maximum number of groups; further groups are left out
 */
export async function countPeople(
  context: RequestContext,
  by: readonly CountedDimension[],
  activities: CountedActivities,
  counted: readonly ActivityGroup[],
  limit: number,
): Promise<PeopleGroup[]> {
  const { read, viewer } = context;
  const ofPeople = by.map(({ repeats, ofPeople: column, ...dimension }): CountedDimension => {
    if (column === undefined) return repeats === undefined ? dimension : { ...dimension, join: repeats };
    const { join: _values, links: _links, ...own } = dimension;
    return { ...own, key: column };
  });
  const count: CountedGroups = {
    by: ofPeople,
    parent: null,
    joins: sql`${joinsOf(ofPeople, viewer)} JOIN published_participation people ON people.activity_id = a.id`,
    // As with other values of which an activity may have several: without one, a row is in no group.
    where: by.flatMap(({ ofPeople: column }) => (column ? [raw(`${column} IS NOT NULL`)] : [])),
    limit,
    measures: { select: sumsOfPeople('people'), names: COUNTS_OF_PEOPLE },
    // The activity with the topic that is shown may have no people.
    keptKeys: new Map(
      by.flatMap(({ shownBy }, place) =>
        shownBy === undefined ? [] : [[place, new Set(counted.map(({ ids }) => ids[place] as string))]],
      ),
    ),
  };
  const scan = {
    ...scanOf(activities.conditionsCost + costOfCounting(ofPeople, read)),
    once: read.rowsOf('published_participation') * WALK_COST.furtherValue,
  };
  const rows = await readGroups(context, { activities, counts: [count], scan });
  return rows.map((row) => ({
    ...toGroup(context, row, ofPeople),
    participants: toParticipantCount(row as Row & Sums),
  }));
}

function toActivityGroup(context: RequestContext, row: Row, by: readonly CountedDimension[]): ActivityGroup {
  return { ...toGroup(context, row, by), count: Number(row['total']) };
}

function scanOf(perRow: number): Scan {
  return { tables: ['activity'], perRow };
}

function joinsOf(by: readonly CountedDimension[], viewer: Viewer): Sql {
  return together(by.map(({ join: to }) => to?.(viewer) ?? empty));
}
