import { loadInGroups } from '../../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import { WALK_COST } from '../../../core/cost/walk-cost';
import { countedRows } from '../../../core/listing/counted-rows';
import {
  type LinkTable,
  listConditions,
  type ParentKey,
  type ParentLink,
  planModeUnder,
} from '../../../core/listing/list';
import { conditionsCost } from '../../../core/listing/scan';
import type { PlanMode, Scan } from '../../../database/reading/statement-runner';
import { allOf } from '../../../database/sql/conditions';
import type { Row } from '../../../database/sql/row-mapper';
import { empty, join, raw, type Sql, sql } from '../../../database/sql/sql';
import { COUNTS_OF_PEOPLE, type Sums, sumsOfPeople, toParticipantCount } from '../../figures/people/participant-sums';
import type { ParticipantCount } from '../../figures/people/participation';
import type { CountedDimension } from './activity.dimension';
import {
  type CountedGroups,
  countOfActivities,
  type Group,
  selectLabelledGroups,
  together,
  toGroup,
} from './activity.groups';
import { ADDED_GROUP_COST, addedGroups, MAX_GROUPS_OF_PARTS, selectGroupsOfPart } from './activity.groups-in-parts';
import type { ActivityFilter } from './activity.input';
import { activityListing } from './activity.listing';
import { costOfCounting, costOfCountingLists } from './activity.statistics-cost';

/** The number of activities that share one key in each dimension. */
export interface ActivityGroup extends Group {
  readonly count: number;
}

/** The people who took part in the activities that share one key in each dimension. */
export interface PeopleGroup extends Group {
  readonly participants: ParticipantCount;
}

/** The activities that are counted. */
export interface CountedActivities {
  /** The policy and the filter. */
  readonly where: readonly Sql[];
  /** The same, for a statement that tests each activity once. */
  readonly conditions: readonly Sql[];
  /** False if the filter takes as long for a part of the activities as for all. */
  readonly isDivisible: boolean;
  readonly isFiltered: boolean;
  /** Cost of the filter for each activity. */
  readonly conditionsCost: number;
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
    isFiltered: filter !== null,
    conditionsCost: cost,
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
  const rows = await readGroups(context, { activities, counts, scan, links: null });
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
 * @param of counts the list of each of these parents separately; null: counts all activities
 * @param limit the maximum number of groups; further groups are left out
 */
export async function countActivities(
  context: RequestContext,
  by: readonly CountedDimension[],
  activities: CountedActivities,
  of: { readonly link: ParentLink; readonly parents: readonly ParentKey[] } | null,
  limit: number,
): Promise<ActivityGroup[]> {
  const { read } = context;
  const count = countOf(context, by, limit);
  const ofParents: CountedGroups | null = of && {
    ...count,
    parent: raw(of.link.parent),
    joins: sql`${of.link.join} ${count.joins}`,
    where: [read.isIn(raw(of.link.parent), of.parents)],
  };
  const counting = of === null ? costOfCounting(by, read) : costOfCountingLists(of.link, by, read);
  const scan = scanOf(activities.conditionsCost + counting);
  // The links of many parents are those of most activities, and an index may find the few that meet a filter.
  const links = of?.parents.length === 1 && !activities.isFiltered ? of.link.through : null;
  const rows = await readGroups(context, { activities, counts: [ofParents ?? count], scan, links });
  return rows.map((row) => toActivityGroup(context, row, by));
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
  const rows = await readGroups(context, { activities, counts: [count], scan, links: null });
  return rows.map((row) => ({
    ...toGroup(context, row, ofPeople),
    participants: toParticipantCount(row as Row & Sums),
  }));
}

/** Counts of the same activities that are read together. */
interface GroupsToRead {
  readonly activities: CountedActivities;
  readonly counts: readonly CountedGroups[];
  readonly scan: Scan;
  /** For the list of one parent: its links, with which the statement for each part begins. Null: it begins with activities. */
  readonly links: LinkTable | null;
}

/**
 * Reads groups in one statement, or in one for each part of the activities if that one would take long and gives few groups. How
 * many they are shows only when parts are read.
 */
async function readGroups(
  context: RequestContext,
  { activities: { where, conditions, isDivisible, planMode }, counts, scan, links }: GroupsToRead,
): Promise<Row[]> {
  const load = (statement: Sql, ofStatement = scan): Promise<Row[]> =>
    context.loaders.load(countedRows, { statement, planMode, scan: ofStatement });
  const matching = (part: readonly Sql[]): Sql =>
    sql`WITH matching AS MATERIALIZED (
      SELECT ${raw(columnsOf(counts))} FROM activity a WHERE ${allOf([...conditions, ...part])})`;
  const { read } = context;
  const parts = isDivisible ? read.partsOf('activity', links?.item ?? 'a.id', scan) : [[]];
  if (parts.length > 1) {
    // Without links, each part begins with its activities: not with the lists of the parents, which all parts would read completely.
    const ofParts = counts.map((count) => ({ ...count, where: count.where.map((one) => read.testedOnRows(one)) }));
    const selectPart = (part: readonly Sql[]): Sql =>
      links === null
        ? sql`${matching(part)} ${selectGroupsOfPart(ofParts, { table: raw('matching'), where: [] })}`
        : selectGroupsOfPart(counts, {
            table: raw('activity'),
            where: [...part, read.testedOnRows(allOf(conditions))],
          });
    let groups: Row[] = [];
    // One after another, so that statements of other operations have turns between them.
    for (const part of parts) {
      groups = groups.concat(await load(selectPart(part)));
      if (groups.length > MAX_GROUPS_OF_PARTS) break;
    }
    if (groups.length <= MAX_GROUPS_OF_PARTS) {
      const selects = counts.map((counted, place) => {
        const ofCount = groups.filter((group) => group['place'] === place);
        const { count, source } = addedGroups(read, counted, ofCount);
        return selectLabelledGroups(count, place, source, context);
      });
      return load(join(selects, ' UNION ALL '), { tables: [], perRow: 0, once: groups.length * ADDED_GROUP_COST });
    }
  }
  if (counts.length === 1) return load(selectLabelledGroups(counts[0]!, 0, { table: raw('activity'), where }, context));
  const selects = counts.map((count, place) =>
    selectLabelledGroups(count, place, { table: raw('matching'), where: [] }, context),
  );
  return load(sql`${matching([])} ${join(selects, ' UNION ALL ')}`);
}

/** The columns of activities that counts read. */
function columnsOf(counts: readonly CountedGroups[]): string {
  const columns = counts.flatMap(({ by, parent }) => [
    ...by.filter(({ join: values }) => values === undefined).map(({ key }) => key),
    ...(parent === null ? [] : [parent.sql]),
  ]);
  return [...new Set(['a.id', ...columns])].filter((column) => column.startsWith('a.')).join(', ');
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
