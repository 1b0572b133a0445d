import { snakeCase } from 'typeorm/util/StringUtils';
import type { RequestContext } from '../../../../core/access/request-context';
import { localizedTypeOf } from '../../../../core/languages/translation.entity';
import type { ParentKey } from '../../../../core/listing/list';
import { literal } from '../../../../database/reading/keyset';
import { allOf } from '../../../../database/sql/conditions';
import type { Row } from '../../../../database/sql/row-mapper';
import { empty, join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { joinTranslation, shownText } from '../../../../database/sql/translation-join';
import type { CountedDimension, CountedValue, LabelContext } from './activity-dimension';

/*
 * Statements that count activities by the values that they have. Each row of a result is a group: activities with the same
 * values, in the list of the same parent.
 */

/** What is added up for each group: columns, and their names. */
export interface Measures {
  readonly select: Sql;
  readonly names: readonly string[];
}

/** What is counted, by some dimensions together. */
export interface CountedGroups {
  readonly by: readonly CountedDimension[];
  /** The column with the parent whose list is counted; null: all activities are counted. */
  readonly parent: Sql | null;
  /** What is joined to the activities. */
  readonly joins: Sql;
  /** Conditions on what is joined. */
  readonly where: readonly Sql[];
  /** The maximum number of groups; further groups are left out. */
  readonly limit: number;
  readonly measures: Measures;
  /** By the place of a dimension, keys whose groups are kept although no activity here gives them a value. */
  readonly keptKeys: ReadonlyMap<number, ReadonlySet<string>>;
}

/** The number of activities, each once. */
export function countOfActivities(by: readonly CountedDimension[]): Measures {
  // On SQLite, this is twice as fast as a join without repeats.
  const count = by.some(({ repeats }) => repeats) ? 'count(DISTINCT a.id)' : 'count(*)';
  return { select: raw(`${count} AS total`), names: ['total'] };
}

/** Where a statement finds what it counts: activities with the alias `a`, or groups that other statements have counted. */
export interface ActivitySource {
  readonly table: Sql;
  readonly where: readonly Sql[];
}

/** Selects the groups with their keys alone. */
export function selectGroups({ by, parent, joins, where, measures }: CountedGroups, source: ActivitySource): Sql {
  const keys = by.map((dimension, number) =>
    raw(`${dimension.key} AS key_${number}, ${shownIn(dimension, by)} AS shown_${number}`),
  );
  const groupBy = [...(parent === null ? [] : [parent]), ...by.map(({ key }) => raw(key))];
  return sql`
      SELECT ${parent ?? raw('NULL')} AS parent, ${join(keys)}, ${measures.select}
      FROM ${source.table} a ${joins}
      WHERE ${allOf([...where, ...source.where])}
      GROUP BY ${join(groupBy)}`;
}

/**
 * Selects the groups with the values and labels of their keys.
 *
 * @param place the index of this count in a statement that makes several counts
 */
export function selectLabelledGroups(
  counted: CountedGroups,
  place: number,
  source: ActivitySource,
  context: LabelContext & Pick<RequestContext, 'read'>,
): Sql {
  const { by, limit, measures } = counted;
  const groups = sql`SELECT * FROM (${selectGroups(counted, source)}) found ${whereShown(counted, context)} LIMIT ${literal(limit)}`;
  return sql`
    SELECT ${literal(place)} AS place, g.parent AS parent, ${raw(measures.names.map((name) => `g.${name} AS ${name}`).join(', '))}
      ${together(by.map((dimension, number) => selectKey(dimension, number, context)))}
    FROM (${largest(groups, by)}) g ${together(by.map((dimension, number) => joinReference(dimension, number, context)))}`;
}

/** The value of a key: the least in all groups that have the key, whatever their keys in other dimensions. */
function shownIn({ key, shownBy }: CountedDimension, by: readonly CountedDimension[]): string {
  if (shownBy === undefined) return 'NULL';
  return by.length === 1 ? `min(${shownBy})` : `min(min(${shownBy})) OVER (PARTITION BY ${key})`;
}

/** Leaves out groups without a value. */
function whereShown({ by, keptKeys }: CountedGroups, { read }: Pick<RequestContext, 'read'>): Sql {
  const conditions = by.flatMap(({ shownBy }, number) => {
    if (shownBy === undefined) return [];
    const hasValue = raw(`shown_${number} IS NOT NULL`);
    const kept = keptKeys.get(number);
    return [kept === undefined ? hasValue : sql`(${hasValue} OR ${read.isIn(raw(`key_${number}`), [...kept])})`];
  });
  return conditions.length === 0 ? empty : sql`WHERE ${join(conditions, ' AND ')}`;
}

/** The greatest number of groups for each parent, if the dimension has one. */
function topOf(by: readonly CountedDimension[]): number | undefined {
  return by.length === 1 ? by[0]!.top : undefined;
}

/** The groups that the dimension's `top` leaves, for each parent. */
function largest(groups: Sql, by: readonly CountedDimension[]): Sql {
  const top = topOf(by);
  if (top === undefined) return groups;
  return sql`
    SELECT * FROM (
      SELECT counted.*, row_number() OVER (PARTITION BY counted.parent ORDER BY counted.total DESC, counted.key_0) AS nth
      FROM (${groups}) counted
    ) ranked WHERE ranked.nth <= ${literal(top)}`;
}

/** Casts values to text, so that values of several dimensions can share one column. */
function selectKey({ reference, shownBy, label }: CountedDimension, place: number, context: LabelContext): Sql {
  const key = `g.key_${place}`;
  const own = shownBy === undefined ? key : `g.shown_${place}`;
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

/** The activities that share one key in each dimension. */
export interface Group {
  /** The parent whose list was counted; null: all activities were counted. */
  readonly parent: ParentKey | null;
  /** One key for each dimension, in the order of the dimensions. */
  readonly keys: readonly CountedValue[];
  /** The keys as the statement groups by them. */
  readonly ids: readonly unknown[];
}

/** The group of a row that `selectLabelledGroups` selects. */
export function toGroup(context: RequestContext, row: Row, by: readonly CountedDimension[]): Group {
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

/** Compares two values of a dimension: years as numbers, others by UTF-16 code unit. Unknown values come last. */
export function compareKeys({ numeric }: CountedDimension, one: CountedValue, other: CountedValue): number {
  if (one.value === other.value) return 0;
  if (one.value === null) return 1;
  if (other.value === null) return -1;
  return numeric ? Number(one.value) - Number(other.value) : one.value < other.value ? -1 : 1;
}

export function together(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? empty : join(parts, ' ');
}
