import { empty, join, raw, type Sql, sql } from '../../../database/sql';
import { snakeCase } from 'typeorm/util/StringUtils';
import { joinTranslation, shownText } from '../../../database/translation-join';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import { literal } from '../../../database/keyset';
import { allOf } from '../../../database/read-database';
import type { Row } from '../../../database/row-mapper';
import type { PlanMode, Scan } from '../../../database/statement-runner';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import { groupCost, WALK_COST } from '../../../core/cost/walk-cost';
import { countedRows } from '../../../core/listing/counted-rows';
import { conditions, type ParentKey, type ParentLink } from '../../../core/listing/list';
import { conditionsCost } from '../../../core/listing/scan';
import { COUNTS_OF_PEOPLE, sumsOfPeople, toParticipantCount, type Sums } from '../../figures/people/participant-sums';
import type { ParticipantCount } from '../../figures/people/participation';
import type { CountedDimension, CountedValue, LabelContext } from './activity.dimension';
import type { ActivityFilter } from './activity.input';
import { activityListing } from './activity.listing';

/** The activities that share one key in each dimension. */
interface Group {
  /** The parent whose list was counted; null: all activities were counted. */
  readonly parent: ParentKey | null;
  /** One key for each dimension, in the order of the dimensions. */
  readonly keys: readonly CountedValue[];
  /** The keys as the statement groups by them. */
  readonly ids: readonly unknown[];
}

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
  /** What the filter costs for each activity. */
  readonly conditionsCost: number;
}

/** A filter that costs more for each activity than this is tested before activities are joined with their values. */
const MAX_JOINED_COST = 5;

/** @throws BadUserInputError if the filter is invalid */
export function countedActivities(context: RequestContext, filter: ActivityFilter | null): CountedActivities {
  const where = conditions(context, activityListing, filter);
  const cost = conditionsCost(activityListing, filter);
  // A statement that joins activities with values may test its conditions for each value. It makes the set once.
  const isMatching = sql`a.id IN (SELECT a.id FROM activity a WHERE ${allOf(where)})`;
  return { where: cost > MAX_JOINED_COST ? [isMatching] : where, conditionsCost: cost };
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
  batch: async (counts, context) => {
    const byFilter = new Map<string, CountUnderFilter[]>();
    for (const count of counts) {
      const text = filterText(count);
      byFilter.set(text, [...(byFilter.get(text) ?? []), count]);
    }
    const groups = new Map<CountUnderFilter, ActivityGroup[] | Error>();
    await Promise.all(
      [...byFilter.values()].map(async (sameFilter) => {
        const answer = await countEach(context, sameFilter).catch((error: unknown) => error as Error);
        for (const [place, count] of sameFilter.entries())
          groups.set(count, answer instanceof Error ? answer : answer[place]!);
      }),
    );
    return counts.map((count) => groups.get(count)!);
  },
};

function filterText({ where, limit }: CountUnderFilter): string {
  const { sql: text, values } = allOf(where);
  return JSON.stringify([limit, text, values]);
}

/** Counts the activities under one filter by each of some dimensions separately. */
async function countEach(context: RequestContext, sameFilter: readonly CountUnderFilter[]): Promise<ActivityGroup[][]> {
  const [counted] = sameFilter as [CountUnderFilter];
  const { where, conditionsCost, limit } = counted;
  const by = sameFilter.map(({ dimension }) => dimension);
  if (by.length === 1) return [await countActivities(context, by, counted, null, limit, 'custom')];
  const columns = ['a.id', ...by.filter((dimension) => dimension.join === undefined).map(({ key }) => key)];
  const selects = by.map((dimension, place) =>
    selectGroups([dimension], {
      place,
      parent: null,
      from: joined(sql`matching a`, [dimension], context.viewer),
      where: [],
      limit,
      context,
    }),
  );
  const rows = await context.read.query(
    sql`
      WITH matching AS MATERIALIZED (SELECT ${raw(columns.join(', '))} FROM activity a WHERE ${allOf(where)})
      ${join(selects, ' UNION ALL ')}`,
    'custom',
    scanOf(conditionsCost + by.reduce((sum, dimension) => sum + costOfCounting([dimension]), 0)),
  );
  const groups = by.map((): ActivityGroup[] => []);
  for (const row of rows) {
    const place = row['place'] as number;
    groups[place]!.push(toActivityGroup(context, row, [by[place]!]));
  }
  return groups;
}

/**
 * Counts activities by all the dimensions together, in one statement. The groups have no order.
 *
 * @param of counts the list of each of these parents separately; null: counts all activities
 * @param limit the maximum number of groups; further groups are left out
 */
export async function countActivities(
  context: RequestContext,
  by: readonly CountedDimension[],
  { where, conditionsCost }: CountedActivities,
  of: { readonly link: ParentLink; readonly parents: readonly ParentKey[] } | null,
  limit: number,
  planning: PlanMode,
): Promise<ActivityGroup[]> {
  const { read, viewer, loaders } = context;
  const parent = of === null ? null : raw(of.link.parent);
  const from = joined(sql`activity a ${of === null ? empty : of.link.join}`, by, viewer);
  const conditions = of === null ? where : [read.isIn(raw(of.link.parent), of.parents), ...where];
  const statement = selectGroups(by, { place: 0, parent, from, where: conditions, limit, context });
  const least = of === null ? 0 : WALK_COST.countOfParents;
  const scan = scanOf(conditionsCost + Math.max(least, costOfCounting(by)));
  const rows = await loaders.load(countedRows, { statement, planning, scan });
  return rows.map((row) => toActivityGroup(context, row, by));
}

/**
 * Adds up the people who took part in activities, by all the dimensions together, in one statement: the published rows of
 * participation. The groups have no order; those without people are left out.
 *
 * @param limit the maximum number of groups; further groups are left out
 */
export async function countPeople(
  context: RequestContext,
  by: readonly CountedDimension[],
  { where, conditionsCost }: CountedActivities,
  limit: number,
  planning: PlanMode,
): Promise<PeopleGroup[]> {
  const { read, viewer } = context;
  const ofPeople = by.map(({ repeats, ofPeople: column, ...dimension }): CountedDimension => {
    if (column === undefined) return repeats === undefined ? dimension : { ...dimension, join: repeats };
    const { join: _values, ...own } = dimension;
    return { ...own, key: column };
  });
  const statement = selectGroups(ofPeople, {
    place: 0,
    parent: null,
    from: sql`${joined(sql`activity a`, ofPeople, viewer)} JOIN published_participation people ON people.activity_id = a.id`,
    // As with other values of which an activity may have several: without one, a row is in no group.
    where: [...where, ...by.flatMap(({ ofPeople: column }) => (column ? [raw(`${column} IS NOT NULL`)] : []))],
    limit,
    context,
    measures: { select: sumsOfPeople('people'), names: COUNTS_OF_PEOPLE },
  });
  const rows = await read.query(statement, planning, scanOf(conditionsCost + costOfCounting(ofPeople)));
  return rows.map((row) => ({
    ...toGroup(context, row, ofPeople),
    participants: toParticipantCount(row as Row & Sums),
  }));
}

/** The values of one activity in a dimension in which it may have several, on average at most. */
const VALUES_OF_ACTIVITY = 4;

/** What counting an activity by these dimensions together costs. */
function costOfCounting(by: readonly CountedDimension[]): number {
  const multiValued = by.filter(({ join: values }) => values !== undefined).length;
  return groupCost(by.length, multiValued === 0 ? null : VALUES_OF_ACTIVITY ** multiValued);
}

function scanOf(perRow: number): Scan {
  return { tables: ['activity'], perRow };
}

function joined(from: Sql, by: readonly CountedDimension[], viewer: Viewer): Sql {
  return together([from, ...by.map(({ join: to }) => to?.(viewer) ?? empty)]);
}

interface Counted {
  /** The index of this count in a statement that makes several counts. */
  readonly place: number;
  readonly parent: Sql | null;
  readonly from: Sql;
  readonly where: readonly Sql[];
  readonly limit: number;
  readonly context: LabelContext;
  /** What is added up, with the names of its columns; the number of activities, as `total`, if absent. */
  readonly measures?: { readonly select: Sql; readonly names: readonly string[] };
}

function selectGroups(by: readonly CountedDimension[], counted: Counted): Sql {
  const { place, parent, from, where, limit, context } = counted;
  const keys = by.map(({ key, shown }, number) => {
    const extra = shown === undefined ? '' : `, ${shown} AS shown_${number}`;
    return raw(`${key} AS key_${number}${extra}`);
  });
  const groupBy = [...(parent === null ? [] : [parent]), ...by.map(({ key }) => raw(key))];
  // On SQLite, this is twice as fast as a join without repeats.
  const count = by.some(({ repeats }) => repeats) ? 'count(DISTINCT a.id)' : 'count(*)';
  const measures = counted.measures ?? { select: raw(`${count} AS total`), names: ['total'] };
  const groups = sql`
      SELECT ${parent ?? raw('NULL')} AS parent, ${join(keys)}, ${measures.select}
      FROM ${from}
      WHERE ${allOf(where)}
      GROUP BY ${join(groupBy)} ${having(by)}
      LIMIT ${literal(limit)}`;
  return sql`
    SELECT ${literal(place)} AS place, g.parent AS parent, ${raw(measures.names.map((name) => `g.${name} AS ${name}`).join(', '))}
      ${together(by.map((dimension, number) => selectKey(dimension, number, context)))}
    FROM (${largest(groups, by)}) g ${together(by.map((dimension, number) => joinReference(dimension, number, context)))}`;
}

/** Leaves out groups without a value. */
function having(by: readonly CountedDimension[]): Sql {
  const values = by.flatMap(({ shown }) => (shown === undefined ? [] : raw(`${shown} IS NOT NULL`)));
  return values.length === 0 ? empty : sql`HAVING ${join(values, ' AND ')}`;
}

/** The groups that the dimension's `top` leaves, for each parent. */
function largest(groups: Sql, by: readonly CountedDimension[]): Sql {
  const top = by.length === 1 ? by[0]!.top : undefined;
  if (top === undefined) return groups;
  return sql`
    SELECT * FROM (
      SELECT counted.*, row_number() OVER (PARTITION BY counted.parent ORDER BY counted.total DESC, counted.key_0) AS nth
      FROM (${groups}) counted
    ) ranked WHERE ranked.nth <= ${literal(top)}`;
}

/** Casts values to text, so that values of several dimensions can share one column. */
function selectKey({ reference, shown, label }: CountedDimension, place: number, context: LabelContext): Sql {
  const key = `g.key_${place}`;
  const own = shown === undefined ? key : `g.shown_${place}`;
  const select = (value: string, labelled: Sql): Sql =>
    sql`${raw(`, CAST(${key} AS text) AS key_${place}, CAST(${value} AS text) AS value_${place}, `)}${labelled}${raw(` AS label_${place}`)}`;
  if (reference !== undefined) return select(`v${place}.${reference.value}`, raw(shownText(`v${place}`, 'name')));
  return select(own, label?.({ key, shown: own }, context) ?? raw('NULL'));
}

function joinReference({ reference }: CountedDimension, place: number, { operation }: LabelContext): Sql {
  if (reference === undefined) return empty;
  const table = snakeCase(reference.entity.name);
  const translations = localizedTypeOf(reference.entity)!;
  return sql`LEFT JOIN ${raw(`${table} v${place} ON v${place}.id = g.key_${place}`)}
    ${joinTranslation(`v${place}`, translations, operation.locales)}`;
}

function toActivityGroup(context: RequestContext, row: Row, by: readonly CountedDimension[]): ActivityGroup {
  return { ...toGroup(context, row, by), count: Number(row['total']) };
}

function toGroup(context: RequestContext, row: Row, by: readonly CountedDimension[]): Group {
  return {
    parent: row['parent'] as ParentKey | null,
    keys: by.map((dimension, place) => keyIn(context, row, dimension, place)),
    ids: by.map((_dimension, place) => row[`key_${place}`]),
  };
}

function keyIn(context: RequestContext, row: Row, { labelOf }: CountedDimension, place: number): CountedValue {
  const value = row[`value_${place}`] as string | null;
  if (value === null) return { value: null, label: null };
  return { value, label: labelOf === undefined ? (row[`label_${place}`] as string) : labelOf(value, context) };
}

/** Compares two values of a dimension: years as numbers, others by code point. Unknown values come last. */
export function compareKeys({ numeric }: CountedDimension, one: CountedValue, other: CountedValue): number {
  if (one.value === other.value) return 0;
  if (one.value === null) return 1;
  if (other.value === null) return -1;
  return numeric ? Number(one.value) - Number(other.value) : one.value < other.value ? -1 : 1;
}

function together(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? empty : join(parts, ' ');
}
