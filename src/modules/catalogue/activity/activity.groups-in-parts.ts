import { snakeCase } from 'typeorm/util/StringUtils';
import type { RequestContext } from '../../../core/access/request-context';
import { groupBy } from '../../../core/group-by';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import { literal } from '../../../database/reading/keyset';
import type { Row } from '../../../database/sql/row-mapper';
import { join, raw, type Sql, sql } from '../../../database/sql/sql';
import { joinTranslation, shownText } from '../../../database/sql/translation-join';
import type { CountedDimension } from './activity.dimension';
import { type ActivitySource, type CountedGroups, selectGroups, topOf } from './activity.groups';

/*
 * A count that would take long is several statements on SQLite, each of which counts a part of the activities. No activity
 * is in two parts, so the counts of a group can be added up. Values and labels are read afterwards.
 */

/**
 * Maximum groups of all parts together, because they are added up in the thread that serves requests: in about ten milliseconds. It is
 * less than any count may have, so that no part leaves out a group.
 */
export const MAX_GROUPS_OF_PARTS = 5_000;

type Key = string | number | null;

const matching: ActivitySource = { table: 'matching', where: [] };

/** Selects the groups of several counts, and one more than there may be at most. `matching` are the activities of the part. */
export function selectGroupsOfPart(counts: readonly CountedGroups[]): Sql {
  const selects = counts.map(
    (counted, place) =>
      sql`SELECT ${literal(place)} AS place, g.* FROM (${selectGroups(counted, matching)} LIMIT ${literal(MAX_GROUPS_OF_PARTS + 1)}) g`,
  );
  return join(selects, ' UNION ALL ');
}

/** Adds up the groups of all parts, and reads their values and labels. The rows are like those of `selectLabelledGroups`. */
export async function addParts(
  context: RequestContext,
  counts: readonly CountedGroups[],
  parts: readonly (readonly Row[])[],
): Promise<Row[]> {
  const rows = await Promise.all(
    counts.map((counted, place) => {
      const ofCount = parts.map((part) => part.filter((row) => row['place'] === place));
      return labelled(context, counted, shownGroups(counted, addGroups(counted, ofCount)), place);
    }),
  );
  return rows.flat();
}

function addGroups({ by, measures: { names } }: CountedGroups, parts: readonly (readonly Row[])[]): Row[] {
  const groups = new Map<string, Row>();
  for (const row of parts.flat()) {
    const id = JSON.stringify([row['parent'], ...by.map((_dimension, number) => keyIn(row, number))]);
    const group = groups.get(id);
    if (group === undefined) {
      groups.set(id, { ...row });
      continue;
    }
    for (const name of names) group[name] = Number(group[name]) + Number(row[name]);
    for (const number of by.keys()) {
      const [one, other] = [group[`shown_${number}`], row[`shown_${number}`]] as [string | null, string | null];
      group[`shown_${number}`] = lesser(one, other);
    }
  }
  return [...groups.values()];
}

/** Leaves out groups without a value, and those that the dimension's `top` leaves out. */
function shownGroups({ by, keptKeys }: CountedGroups, groups: readonly Row[]): Row[] {
  for (const [number, { shownBy }] of by.entries()) if (shownBy !== undefined) shareLeast(groups, number);
  const isShown = (row: Row, number: number): boolean =>
    row[`shown_${number}`] !== null || keptKeys.get(number)?.has(keyIn(row, number) as string) === true;
  const shown = groups.filter((row) =>
    by.every(({ shownBy }, number) => shownBy === undefined || isShown(row, number)),
  );
  const top = topOf(by);
  if (top === undefined) return shown;
  const byParent = groupBy(shown, (row) => row['parent']);
  return [...byParent.values()].flatMap((ofParent) => ofParent.sort(compareCounts).slice(0, top));
}

/** Gives the least value of a key to all groups that have the key. */
function shareLeast(groups: readonly Row[], number: number): void {
  for (const withKey of groupBy(groups, (row) => JSON.stringify([row['parent'], keyIn(row, number)])).values()) {
    const least = withKey.map((row) => row[`shown_${number}`] as string | null).reduce(lesser);
    for (const row of withKey) row[`shown_${number}`] = least;
  }
}

function lesser(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other < one) ? other : one;
}

/** Compares groups of a count by one dimension: the largest first. */
function compareCounts(one: Row, other: Row): number {
  return Number(other['total']) - Number(one['total']) || (String(keyIn(one, 0)) < String(keyIn(other, 0)) ? -1 : 1);
}

function keyIn(row: Row, number: number): Key {
  return row[`key_${number}`] as Key;
}

async function labelled(
  context: RequestContext,
  { by }: CountedGroups,
  groups: readonly Row[],
  place: number,
): Promise<Row[]> {
  const labels = await Promise.all(
    by.map((dimension, number) => {
      const keys = new Set(groups.map((row) => keyIn(row, number)));
      return labelsOf(
        context,
        dimension,
        [...keys].filter((key) => key !== null),
      );
    }),
  );
  return groups.map((group) => {
    const row: Row = { ...group, place };
    for (const [number, { reference, shownBy }] of by.entries()) {
      const key = keyIn(group, number);
      const known = labels[number]!.get(String(key));
      const own = textOf(shownBy === undefined ? key : (group[`shown_${number}`] as Key));
      row[`key_${number}`] = textOf(key);
      row[`value_${number}`] = reference === undefined ? own : (known?.value ?? null);
      row[`label_${number}`] = known?.label ?? own;
    }
    return row;
  });
}

/** The value and the label of a key, if a statement gives them. */
interface LabelOfKey {
  readonly key: string | number;
  readonly value: string | null;
  readonly label: string | null;
}

/** The values and labels of keys, by the text of the key. */
async function labelsOf(
  context: RequestContext,
  dimension: CountedDimension,
  keys: readonly (string | number)[],
): Promise<ReadonlyMap<string, LabelOfKey>> {
  const statement = selectLabels(context, dimension, keys);
  if (statement === null || keys.length === 0) return new Map();
  const rows = await context.read.query<LabelOfKey>(statement);
  return new Map(rows.map((row) => [String(row.key), row]));
}

function selectLabels(
  { read, viewer, operation }: RequestContext,
  { reference, label }: CountedDimension,
  keys: readonly (string | number)[],
): Sql | null {
  if (reference !== undefined) {
    const translation = joinTranslation('v', localizedTypeOf(reference.entity)!, operation.locales);
    return sql`
      SELECT v.id AS key, ${raw(`CAST(v.${reference.value} AS text) AS value, ${shownText('v', 'name')} AS label`)}
      FROM ${raw(snakeCase(reference.entity.name))} v ${translation} WHERE ${read.isIn(raw('v.id'), keys)}`;
  }
  if (label === undefined) return null;
  const labelOfKey = label({ key: 'v.value', shown: 'NULL' }, { viewer, operation });
  return sql`SELECT v.value AS key, NULL AS value, ${labelOfKey} AS label FROM ${read.valueTable(keys.map(String))} v`;
}

function textOf(key: Key): string | null {
  return key === null ? null : String(key);
}
