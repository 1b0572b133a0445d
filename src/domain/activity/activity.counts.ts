import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import { literal } from '../../database/keyset';
import { allOf } from '../../database/read-database';
import type { Planning } from '../../database/statement-runner';
import type { RequestContext } from '../access/request-context';
import type { ParentKey, ParentLink } from '../listing/list';
import type { CountedDimension, DimensionKey } from './activity.dimension';

/** How many activities share one key in each dimension. */
export interface ActivityGroup {
  /** Whose list was counted; null: the whole. */
  readonly parent: ParentKey | null;
  /** One for each dimension, in their order. */
  readonly keys: readonly DimensionKey[];
  readonly count: number;
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
  planning: Planning,
): Promise<ActivityGroup[]> {
  const parent = of === null ? null : raw(of.link.parent);
  const groupBy = [...(parent === null ? [] : [parent]), ...by.map(({ key }) => raw(key))];
  const conditions = of === null ? where : [read.isIn(raw(of.link.parent), of.parents), ...where];
  const keys = by.map(({ key, shown }, place) => {
    const extra = shown === undefined ? '' : `, ${shown} AS shown_${place}`;
    return raw(`${key} AS key_${place}${extra}`);
  });
  const groups = sql`
    SELECT ${parent ?? raw('NULL')} AS parent, ${join(keys)}, count(*) AS total
    FROM activity a ${of === null ? empty : of.link.join} ${together(by.map(({ join: to }) => to?.(viewer) ?? empty))}
    WHERE ${allOf(conditions)}
    GROUP BY ${join(groupBy)}
    LIMIT ${literal(limit)}`;
  const rows = await read.query(
    sql`
      SELECT g.parent AS parent, g.total AS total${together(by.map(selectKey))}
      FROM (${groups}) g ${together(by.map(joinVocabulary))}`,
    planning,
  );
  return rows.map((row) => ({
    parent: row['parent'] as ParentKey | null,
    keys: by.map((dimension, place) => keyIn(row, dimension, place)),
    count: Number(row['total']),
  }));
}

function selectKey({ vocabulary, shown }: CountedDimension, place: number): Sql {
  if (vocabulary === undefined) return raw(`, g.${shown === undefined ? 'key' : 'shown'}_${place} AS value_${place}`);
  return raw(`, v${place}.${vocabulary.value} AS value_${place}, v${place}.name AS label_${place}`);
}

function joinVocabulary({ vocabulary }: CountedDimension, place: number): Sql {
  if (vocabulary === undefined) return empty;
  return raw(` LEFT JOIN ${vocabulary.table} v${place} ON v${place}.id = g.key_${place}`);
}

function keyIn(row: Record<string, unknown>, { labelOf }: CountedDimension, place: number): DimensionKey {
  const found = row[`value_${place}`] as string | number | null;
  if (found === null) return { value: null, label: null };
  const value = String(found);
  return { value, label: labelOf === undefined ? (row[`label_${place}`] as string) : labelOf(value) };
}

/** In the order of a dimension's values: years as numbers, all else by code point, what has no value last. */
export function compareKeys({ numeric }: CountedDimension, one: DimensionKey, other: DimensionKey): number {
  if (one.value === other.value) return 0;
  if (one.value === null) return 1;
  if (other.value === null) return -1;
  return numeric ? Number(one.value) - Number(other.value) : one.value < other.value ? -1 : 1;
}

function together(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? empty : join(parts, ' ');
}
