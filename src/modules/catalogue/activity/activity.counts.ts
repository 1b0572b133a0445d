import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import { literal } from '../../../database/keyset';
import { allOf } from '../../../database/read-database';
import type { Row } from '../../../database/row-mapper';
import type { PlanMode } from '../../../database/statement-runner';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import type { ParentKey, ParentLink } from '../../../core/listing/list';
import type { CountedDimension, CountedValue } from './activity.dimension';

/** How many activities share one key in each dimension. */
export interface ActivityGroup {
  /** Whose list was counted; null: the whole. */
  readonly parent: ParentKey | null;
  /** One for each dimension, in their order. */
  readonly keys: readonly CountedValue[];
  readonly count: number;
}

/** What is counted by one dimension under a filter. */
interface CountUnderFilter {
  readonly dimension: CountedDimension;
  readonly where: readonly Sql[];
  readonly limit: number;
}

/**
 * The groups of activities under a filter that takes longer than to count; in no order. Counts under the same filter at
 * the same time share a statement, and what the filter gives.
 */
export const groupsUnderFilter: LoaderDefinition<CountUnderFilter, ActivityGroup[]> = {
  keyText: (count) => `${count.dimension.key} ${filterText(count)}`,
  batch: async (counts, context) => {
    const byFilter = new Map<string, CountUnderFilter[]>();
    for (const count of counts) {
      const text = filterText(count);
      byFilter.set(text, [...(byFilter.get(text) ?? []), count]);
    }
    const groups = new Map<CountUnderFilter, ActivityGroup[] | Error>();
    await Promise.all(
      [...byFilter.values()].map(async (alike) => {
        const answer = await countApart(context, alike).catch((error: unknown) => error as Error);
        for (const [place, count] of alike.entries())
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

/** Counts by each of some dimensions what one filter gives. */
async function countApart(context: RequestContext, alike: readonly CountUnderFilter[]): Promise<ActivityGroup[][]> {
  const [{ where, limit }] = alike as [CountUnderFilter];
  const by = alike.map(({ dimension }) => dimension);
  if (by.length === 1) return [await countActivities(context, by, where, null, limit, 'custom')];
  const columns = ['a.id', ...by.filter((dimension) => dimension.join === undefined).map(({ key }) => key)];
  const selects = by.map((dimension, place) =>
    selectGroups([dimension], {
      place,
      parent: null,
      from: joined(sql`matching a`, [dimension], context.viewer),
      where: [],
      limit,
    }),
  );
  const rows = await context.read.query(
    sql`
      WITH matching AS MATERIALIZED (SELECT ${raw(columns.join(', '))} FROM activity a WHERE ${allOf(where)})
      ${join(selects, ' UNION ALL ')}`,
    'custom',
  );
  const groups = by.map((): ActivityGroup[] => []);
  for (const row of rows) {
    const place = row['place'] as number;
    groups[place]!.push(toGroup(row, [by[place]!]));
  }
  return groups;
}

/**
 * Counts activities by dimensions, in one statement; in no order.
 *
 * @param of counts the lists of these parents, each for itself
 * @param limit cuts the groups at this many
 */
export async function countActivities(
  { read, viewer }: RequestContext,
  by: readonly CountedDimension[],
  where: readonly Sql[],
  of: { readonly link: ParentLink; readonly parents: readonly ParentKey[] } | null,
  limit: number,
  planning: PlanMode,
): Promise<ActivityGroup[]> {
  const parent = of === null ? null : raw(of.link.parent);
  const from = joined(sql`activity a ${of === null ? empty : of.link.join}`, by, viewer);
  const conditions = of === null ? where : [read.isIn(raw(of.link.parent), of.parents), ...where];
  const rows = await read.query(selectGroups(by, { place: 0, parent, from, where: conditions, limit }), planning);
  return rows.map((row) => toGroup(row, by));
}

function joined(from: Sql, by: readonly CountedDimension[], viewer: Viewer): Sql {
  return together([from, ...by.map(({ join: to }) => to?.(viewer) ?? empty)]);
}

interface Counted {
  /** Tells the rows of this count from those of others. */
  readonly place: number;
  readonly parent: Sql | null;
  readonly from: Sql;
  readonly where: readonly Sql[];
  readonly limit: number;
}

function selectGroups(by: readonly CountedDimension[], { place, parent, from, where, limit }: Counted): Sql {
  const keys = by.map(({ key, shown }, number) => {
    const extra = shown === undefined ? '' : `, ${shown} AS shown_${number}`;
    return raw(`${key} AS key_${number}${extra}`);
  });
  const groupBy = [...(parent === null ? [] : [parent]), ...by.map(({ key }) => raw(key))];
  return sql`
    SELECT ${literal(place)} AS place, g.parent AS parent, g.total AS total${together(by.map(selectKey))}
    FROM (
      SELECT ${parent ?? raw('NULL')} AS parent, ${join(keys)}, count(*) AS total
      FROM ${from}
      WHERE ${allOf(where)}
      GROUP BY ${join(groupBy)}
      LIMIT ${literal(limit)}
    ) g ${together(by.map(joinVocabulary))}`;
}

/** Values as texts, so that those of several dimensions can stand in one column. */
function selectKey({ vocabulary, shown }: CountedDimension, place: number): Sql {
  const own = `g.${shown === undefined ? 'key' : 'shown'}_${place}`;
  const [value, label] = vocabulary === undefined ? [own, 'NULL'] : [`v${place}.${vocabulary.value}`, `v${place}.name`];
  return raw(`, CAST(${value} AS text) AS value_${place}, ${label} AS label_${place}`);
}

function joinVocabulary({ vocabulary }: CountedDimension, place: number): Sql {
  if (vocabulary === undefined) return empty;
  return raw(` LEFT JOIN ${vocabulary.table} v${place} ON v${place}.id = g.key_${place}`);
}

function toGroup(row: Row, by: readonly CountedDimension[]): ActivityGroup {
  return {
    parent: row['parent'] as ParentKey | null,
    keys: by.map((dimension, place) => keyIn(row, dimension, place)),
    count: Number(row['total']),
  };
}

function keyIn(row: Row, { labelOf }: CountedDimension, place: number): CountedValue {
  const value = row[`value_${place}`] as string | null;
  if (value === null) return { value: null, label: null };
  return { value, label: labelOf === undefined ? (row[`label_${place}`] as string) : labelOf(value) };
}

/** In the order of a dimension's values: years as numbers, all else by code point, what has no value last. */
export function compareKeys({ numeric }: CountedDimension, one: CountedValue, other: CountedValue): number {
  if (one.value === other.value) return 0;
  if (one.value === null) return 1;
  if (other.value === null) return -1;
  return numeric ? Number(one.value) - Number(other.value) : one.value < other.value ? -1 : 1;
}

function together(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? empty : join(parts, ' ');
}
