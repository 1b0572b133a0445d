import { join, raw, type Sql, sql } from '../../database/sql';
import { executeSql, forShare } from '../../database/write-sql';
import { anonymous } from '../../core/access/viewer';
import { readContent, tableOf, type Content } from '../../core/fields/content';
import type { Field, StoredReference } from '../../core/fields/field';
import { ContentChangeKind } from './event-type';
import { appendContentChanges, appendWithdrawal, type OutboxUnit } from './outbox';
import { keyInView, lockOwner, publicViewOf, type PublicItem, type PublicView } from './public-view';
import { allPublishables, type PublishableDefinition } from './publishable';

/*
 * Events for changes of what the public sees. They follow from the difference between two views, so that they obey the
 * same policy as every read: a change that the public does not see gives no event (docs/adr/0037-content-changes.md).
 */

/**
 * Runs a change of an item that is not a change of its content or publication status, and appends the events that
 * follow from it.
 */
export async function withPublicChanges<C extends Content, T>(
  unit: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
  change: () => Promise<T>,
): Promise<T> {
  const { manager } = unit;
  await lockOwner(unit, type, id);
  const before = await publicViewOf(unit, type, id, await readContent(manager, type.content, id));
  const result = await change();
  const after = await publicViewOf(unit, type, id, await readContent(manager, type.content, id));
  await appendPublicChanges(unit, type, id, before, after);
  return result;
}

/** Appends the events that follow from the difference between two views of an item, in the caller's transaction. */
export async function appendPublicChanges<C extends Content>(
  unit: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
  before: PublicView,
  after: PublicView,
): Promise<void> {
  const { APPEARED, CHANGED } = ContentChangeKind;
  const [was, is] = [before, after].map((view) => view.get(keyInView(type, id)));
  // Parts of an item and references to it show its names while it is visible. Nothing refers to a part.
  const isRenamed = type.partOf === undefined && was?.names !== is?.names;
  const withdrawn = [...before].filter(([key]) => !after.has(key)).map(([, item]) => item);
  const appeared = [...after].filter(([key]) => !before.has(key)).map(([, item]) => item);
  const changed = [...after]
    .filter(([key, { text }]) => before.has(key) && (before.get(key)!.text !== text || isRenamed))
    .map(([, item]) => item);
  if (withdrawn.length + appeared.length > 0) await lockReferences(unit, type, id);
  for (const item of withdrawn) await appendWithdrawal(unit, item.type, item);
  await appendFor(unit, APPEARED, appeared);
  await appendFor(unit, CHANGED, changed);
  const isDifferent = withdrawn.length + appeared.length + changed.length > 0;
  if (type.partOf !== undefined && isDifferent) await appendOwnerChange(unit, type, id);
  if (isRenamed) await appendReferrerChanges(unit, tableOf(type.content), id);
}

/** Appends the events that follow from the creation of an item. Nothing refers to a new item. */
export async function appendCreation<C extends Content>(
  unit: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
): Promise<void> {
  const isNewAndVisible = sql`t.id = ${id} AND ${type.isVisible(anonymous)}`;
  await appendContentChanges(unit, ContentChangeKind.APPEARED, type, isNewAndVisible);
  if (type.partOf !== undefined) await appendOwnerChange(unit, type, id);
}

/**
 * Appends a change of each visible item that refers to a row, because it shows the names of the row. In the caller's
 * transaction.
 */
export async function appendReferrerChanges(unit: OutboxUnit, table: string, id: number): Promise<void> {
  for (const type of allPublishables().filter(({ partOf }) => partOf === undefined)) {
    const references = referencesOf(type).filter((reference) => reference.table === table);
    if (references.length === 0) continue;
    const isReferrer = join(
      references.map((reference) => refersToRow(reference, id)),
      ' OR ',
    );
    await appendContentChanges(
      unit,
      ContentChangeKind.CHANGED,
      type,
      sql`(${isReferrer}) AND ${type.isVisible(anonymous)}`,
    );
  }
}

async function appendFor(unit: OutboxUnit, kind: ContentChangeKind, items: readonly PublicItem[]): Promise<void> {
  for (const type of new Set(items.map((item) => item.type))) {
    const ids = items.filter((item) => item.type === type).map(({ id }) => id);
    await appendContentChanges(unit, kind, type, sql`t.id IN (${join(ids)})`);
  }
}

/** Appends a change of the item that a part belongs to, if that item is visible. */
async function appendOwnerChange<C extends Content>(
  unit: OutboxUnit,
  { content, partOf }: PublishableDefinition<C>,
  id: number,
): Promise<void> {
  const { table, column } = partOf!;
  const owner = allPublishables().find((type) => tableOf(type.content) === table)!;
  const isOwner = sql`t.id = (SELECT p.${raw(column)} FROM ${raw(tableOf(content))} p WHERE p.id = ${id})`;
  await appendContentChanges(unit, ContentChangeKind.CHANGED, owner, sql`${isOwner} AND ${owner.isVisible(anonymous)}`);
}

/**
 * Locks the rows that an item refers to, before the events of its appearance or withdrawal are appended. A concurrent
 * change of such a row appends a change of this item if it sees it. With the lock one of the two follows the other, so
 * that the events of an item have ids in the order of the changes, and none is missing.
 */
async function lockReferences<C extends Content>(
  { manager }: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
): Promise<void> {
  for (const { table, via } of referencesOf(type)) {
    const [joined, isOfItem] =
      'column' in via
        ? [sql`${raw(tableOf(type.content))} l ON l.${raw(via.column)} = x.id`, sql`l.id = ${id}`]
        : [sql`${raw(via.links)} l ON l.${raw(via.target)} = x.id`, sql`l.${raw(via.owner)} = ${id}`];
    await executeSql(
      manager,
      sql`SELECT x.id FROM ${raw(table)} x JOIN ${joined} WHERE ${isOfItem} ORDER BY x.id ${forShare(manager, { of: 'x' })}`,
    );
  }
}

/** A condition on a type's table under the alias `t`: the rows that refer to this row. */
function refersToRow({ via }: StoredReference, id: number): Sql {
  if ('column' in via) return sql`t.${raw(via.column)} = ${id}`;
  return sql`t.id IN (SELECT l.${raw(via.owner)} FROM ${raw(via.links)} l WHERE l.${raw(via.target)} = ${id})`;
}

function referencesOf<C extends Content>({ content: { fields } }: PublishableDefinition<C>): StoredReference[] {
  return Object.values<Pick<Field<unknown>, 'refersTo'>>(fields as Readonly<Record<string, Field<unknown>>>).flatMap(
    ({ refersTo }) => refersTo ?? [],
  );
}
