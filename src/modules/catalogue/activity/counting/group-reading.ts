import type { RequestContext } from '../../../../core/access/request-context';
import { countedRows } from '../../../../core/listing/counted-rows';
import { literal } from '../../../../database/reading/keyset';
import type { ReadDatabase } from '../../../../database/reading/read-database';
import type { Scan } from '../../../../database/reading/statement-runner';
import { allOf } from '../../../../database/sql/conditions';
import type { Row } from '../../../../database/sql/row-mapper';
import { empty, join, raw, type Sql, sql } from '../../../../database/sql/sql';
import type { CountedActivities } from './counted-activities';
import { type ActivitySource, type CountedGroups, selectGroups, selectLabelledGroups } from './group-statements';

/*
 * A count that would take long is several statements on SQLite, each of which counts a part of the activities. No activity
 * is in two parts, so one more statement can add up the groups of the parts. It is the same as for a count in one statement, with
 * the groups in place of activities.
 */

/** Maximum groups of all parts together. */
export const MAX_GROUPS_OF_PARTS = 5_000;

/** The cost of adding up one group. Measured on SQLite: 5,000 groups take 12 ms, and 33 ms by three dimensions with topics and people. */
const ADDED_GROUP_COST = 10;

/** Counts of the same activities that are read together. */
interface GroupsToRead {
  readonly activities: CountedActivities;
  readonly counts: readonly CountedGroups[];
  /** What one statement for all of them may cost. */
  readonly scan: Scan;
  /** Default: parts of the activities, as many as the scan needs. */
  readonly parts?: Parts;
}

/** The parts of the activities, each of which a statement counts. One part if one statement counts all. */
export interface Parts {
  readonly conditions: readonly (readonly Sql[])[];
  /** What is divided: the activities, or their links to the parent whose list is counted. */
  readonly divided: 'activities' | 'links';
}

/** @param item the column with the id of an activity in its links; undefined: the activities are divided */
export function partsOf(
  { read }: RequestContext,
  { isDivisible }: CountedActivities,
  scan: Scan,
  item?: string,
): Parts {
  const conditions = isDivisible ? read.partsOf('activity', item ?? 'a.id', scan) : [[]];
  return { conditions, divided: item === undefined ? 'activities' : 'links' };
}

/**
 * Reads groups in one statement, or in one for each part of the activities if that one would take long and gives few groups. How
 * many they are shows only when parts are read.
 */
export async function readGroups(
  context: RequestContext,
  { activities, counts, scan, parts = partsOf(context, activities, scan) }: GroupsToRead,
): Promise<Row[]> {
  const { where, conditions, planMode } = activities;
  const load = (statement: Sql, ofStatement = scan): Promise<Row[]> =>
    context.loaders.load(countedRows, { statement, planMode, scan: ofStatement });
  const matching = (part: readonly Sql[]): Sql =>
    sql`WITH matching AS MATERIALIZED (
      SELECT ${raw(columnsOf(counts))} FROM activity a WHERE ${allOf([...conditions, ...part])})`;
  const { read } = context;
  if (parts.conditions.length > 1) {
    // Each part begins with its links or activities: not with the lists of the parents, which all parts would read completely.
    const ofParts = counts.map((count) => ({ ...count, where: count.where.map((one) => read.testedOnRows(one)) }));
    const selectPart = (part: readonly Sql[]): Sql =>
      parts.divided === 'links'
        ? selectGroupsOfPart(counts, { table: raw('activity'), where: [...part, read.testedOnRows(allOf(conditions))] })
        : sql`${matching(part)} ${selectGroupsOfPart(ofParts, { table: raw('matching'), where: [] })}`;
    let groups: Row[] = [];
    // One after another, so that statements of other operations have turns between them.
    for (const part of parts.conditions) {
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

/**
 * Selects the groups of several counts, and one more than there may be at most.
 *
 * @param part the activities of the part
 */
function selectGroupsOfPart(counts: readonly CountedGroups[], part: ActivitySource): Sql {
  const selects = counts.map(
    (counted, place) =>
      sql`SELECT ${literal(place)} AS place, g.* FROM (${selectGroups(counted, part)} LIMIT ${literal(MAX_GROUPS_OF_PARTS + 1)}) g`,
  );
  return join(selects, ' UNION ALL ');
}

/** What `selectLabelledGroups` takes to add up the groups that statements for parts have selected for one of the counts. */
function addedGroups(
  read: ReadDatabase,
  { by, parent, limit, measures: { names }, keptKeys }: CountedGroups,
  groups: readonly Row[],
): { count: CountedGroups; source: ActivitySource } {
  const columns = by.flatMap((_dimension, number) => [`key_${number}`, `shown_${number}`]);
  return {
    count: {
      by: by.map((dimension, number) => ({
        ...dimension,
        key: `a.key_${number}`,
        ...(dimension.shownBy !== undefined && { shownBy: `a.shown_${number}` }),
      })),
      parent: parent && raw('a.parent'),
      joins: empty,
      where: [],
      limit,
      measures: { names, select: raw(names.map((name) => `sum(a.${name}) AS ${name}`).join(', ')) },
      keptKeys,
    },
    source: { table: read.tableOfRows(['parent', ...columns, ...names], groups), where: [] },
  };
}
