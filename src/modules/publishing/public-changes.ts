import { anonymous } from '../../core/access/viewer';
import { type Content, tableOf } from '../../core/fields/content';
import { readContent } from '../../core/fields/content-storage';
import { withPublicRevision } from '../../database/revisions/public-revision';
import { join, raw, sql } from '../../database/sql/sql';
import { ContentChangeKind } from './event-type';
import { appendContentChanges, appendWithdrawals, type OutboxUnit } from './outbox';
import { keyInView, lockOwner, type PublicItem, type PublicView, publicViewOf } from './public-view';
import { allPublishables, type PublishableDefinition } from './publishable';
import { isShowing, lockShownRows } from './shown-rows';

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
  const { result } = await withPublicRevision(manager, async () => {
    const result = await change();
    const after = await publicViewOf(unit, type, id, await readContent(manager, type.content, id));
    return { result, isPublicChange: await appendPublicChanges(unit, type, id, before, after) };
  });
  return result;
}

/**
 * Appends the events that follow from the difference between two views of an item, in the caller's transaction. Returns true
 * if there is a difference.
 */
export async function appendPublicChanges<C extends Content>(
  unit: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
  before: PublicView,
  after: PublicView,
): Promise<boolean> {
  const { APPEARED, CHANGED } = ContentChangeKind;
  const [was, is] = [before, after].map((view) => view.get(keyInView(type, id)));
  // Parts of an item and references to it show its names while it is visible. Nothing refers to a part.
  const isRenamed = type.partOf === undefined && was?.names !== is?.names;
  const withdrawn = [...before].filter(([key]) => !after.has(key)).map(([, item]) => item);
  const appeared = [...after].filter(([key]) => !before.has(key)).map(([, item]) => item);
  const changed = [...after]
    .filter(([key, { text }]) => before.has(key) && (before.get(key)!.text !== text || isRenamed))
    .map(([, item]) => item);
  if (was?.references !== is?.references) await lockShownRows(unit, type, id);
  await appendWithdrawals(unit, withdrawn);
  await appendFor(unit, APPEARED, appeared);
  await appendFor(unit, CHANGED, changed);
  const isDifferent = withdrawn.length + appeared.length + changed.length > 0;
  if (type.partOf !== undefined && isDifferent) await appendOwnerChange(unit, type, id);
  if (isRenamed) await appendReferrerChanges(unit, tableOf(type.content), id);
  return isDifferent || isRenamed;
}

/** Appends the events that follow from the creation of an item with this content. Returns true if the public sees it. */
export async function appendCreation<C extends Content>(
  unit: OutboxUnit,
  type: PublishableDefinition<C>,
  id: number,
  content: C,
): Promise<boolean> {
  const after = await publicViewOf(unit, type, id, content);
  const before = new Map([...after].filter(([key]) => key !== keyInView(type, id)));
  return appendPublicChanges(unit, type, id, before, after);
}

/**
 * Appends a change of each visible item that shows a row, itself or through its entries of reference data. In the caller's
 * transaction. Returns true if there is such an item.
 */
export async function appendReferrerChanges(unit: OutboxUnit, table: string, id: number): Promise<boolean> {
  let isPublicChange = false;
  for (const type of allPublishables().filter(({ partOf }) => partOf === undefined)) {
    const isReferrer = isShowing(type, { table, ids: sql`${id}` });
    if (isReferrer === null) continue;
    const isVisibleReferrer = sql`${isReferrer} AND ${type.isVisible(anonymous)}`;
    if (await appendContentChanges(unit, ContentChangeKind.CHANGED, type, isVisibleReferrer)) isPublicChange = true;
  }
  return isPublicChange;
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
