import { tableOf } from '../../core/fields/content';
import type { Field, StoredReference } from '../../core/fields/field';
import { join, raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql, forShare } from '../../database/sql/write-sql';
import type { OutboxUnit } from './outbox';
import { allReferenceTypes, type ListedType } from './publishable';

/*
 * Which rows an item shows: those that it refers to, and what its entries of reference data refer to in turn, such as the
 * logo of its programme. Both directions follow from the declared fields.
 */

type Shown = Pick<ListedType, 'content'>;

/** Rows of a table; `ids` is a list or a subquery. */
interface Rows {
  readonly table: string;
  readonly ids: Sql;
}

/** A condition on a type's table under the alias `t`: the rows that show one of these rows. Null if none can. */
export function isShowing({ content }: Shown, shown: Rows): Sql | null {
  const found = referencesIn({ content }).flatMap(({ table, via }) =>
    [...(table === shown.table ? [shown.ids] : []), ...entriesShowing(table, shown)].map((ids) =>
      'column' in via
        ? sql`t.${raw(via.column)} IN (${ids})`
        : sql`t.id IN (SELECT l.${raw(via.owner)} FROM ${raw(via.links)} l WHERE l.${raw(via.target)} IN (${ids}))`,
    ),
  );
  return found.length === 0 ? null : join(found, ' OR ', '(', ')');
}

/**
 * Locks the rows that an item shows, until the transaction ends. A concurrent change of such a row appends a change of the
 * item if it finds that the item shows it. With the lock one of the two follows the other, so that the events of an item
 * have ids in the order of the changes, and none is missing.
 */
export async function lockShownRows({ manager }: OutboxUnit, type: Shown, id: number): Promise<void> {
  // Entries are locked before what they show, so that what they show is read when they no longer change.
  const entries = allReferenceTypes().map(tableOfType);
  const rank = ([table]: [string, unknown]): number => (entries.includes(table) ? entries.indexOf(table) : Infinity);
  const shown = [...shownBy(type, sql`${id}`)].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
  for (const [table, found] of shown) {
    const isShown = join(
      found.map((ids) => sql`x.id IN (${ids})`),
      ' OR ',
    );
    await executeSql(
      manager,
      sql`SELECT x.id FROM ${raw(table)} x WHERE ${isShown} ORDER BY x.id ${forShare(manager, { of: 'x' })}`,
    );
  }
}

/** The names of the fields that refer to rows. */
export function referringFields({ content: { fields } }: Shown): string[] {
  return Object.entries<Pick<Field<unknown>, 'refersTo'>>(fields as Readonly<Record<string, Field<unknown>>>)
    .filter(([, { refersTo }]) => refersTo !== undefined)
    .map(([name]) => name);
}

/** Subqueries of the ids that rows of a type show, by table. */
function shownBy({ content }: Shown, ids: Sql): Map<string, Sql[]> {
  const found = new Map<string, Sql[]>();
  const add = (table: string, ...queries: readonly Sql[]): void =>
    void found.set(table, [...(found.get(table) ?? []), ...queries]);
  for (const { table, via } of referencesIn({ content })) {
    const targets =
      'column' in via
        ? sql`SELECT l.${raw(via.column)} FROM ${raw(tableOf(content))} l WHERE l.id IN (${ids})`
        : sql`SELECT l.${raw(via.target)} FROM ${raw(via.links)} l WHERE l.${raw(via.owner)} IN (${ids})`;
    add(table, targets);
    for (const entry of allReferenceTypes().filter((one) => tableOfType(one) === table)) {
      for (const [shownTable, queries] of shownBy(entry, targets)) add(shownTable, ...queries);
    }
  }
  return found;
}

/** Subqueries of the ids of entries in a table that show one of these rows. */
function entriesShowing(table: string, shown: Rows): Sql[] {
  return allReferenceTypes()
    .filter((entry) => tableOfType(entry) === table)
    .map((entry) => isShowing(entry, shown))
    .filter((condition) => condition !== null)
    .map((condition) => sql`SELECT t.id FROM ${raw(table)} t WHERE ${condition}`);
}

function referencesIn(type: Shown): StoredReference[] {
  const fields = type.content.fields as Readonly<Record<string, Field<unknown>>>;
  return referringFields(type).map((name) => fields[name]!.refersTo!);
}

function tableOfType({ content }: Shown): string {
  return tableOf(content);
}
