import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestContext } from '../../../core/access/request-context';
import { tableOf } from '../../../core/fields/content';
import { decodeGlobalId } from '../../../core/types/global-id';
import { always } from '../../../database/sql/conditions';
import { raw, sql } from '../../../database/sql/sql';
import { NotFoundError } from '../../../errors';
import { localizedTypes } from '../../publishables';
import { allPublishables } from '../../publishing/publishable';
import type { SubscribedEvent, SubscriptionContext } from '../subscribers';
import type { PresentAccount } from './presence-board';

/** The accounts that have an item open, for subscribers with the same rights. */
export interface SubscribedPresence extends SubscribedEvent {
  readonly id: string;
  readonly present: readonly PresentAccount[];
}

/**
 * Makes the subscriber present at an item until the subscription ends, and returns who is present: now, and whenever that
 * changes.
 *
 * @throws NotFoundError unless the subscriber may edit the item; the iteration throws it when that ends
 */
export async function presenceAt(context: SubscriptionContext, id: string): Promise<AsyncIterable<SubscribedPresence>> {
  await assertEditable(context, id);
  return watchPresence(context, id);
}

async function* watchPresence(
  { subscription, viewer: { accountId }, now }: SubscriptionContext,
  id: string,
): AsyncGenerator<SubscribedPresence> {
  const { board, renew } = subscription;
  const visit = board.enter(id, accountId === null ? null : { accountId, since: now });
  try {
    // The subscriber joins those who receive the events after this function was first called.
    await nextTurn();
    for await (const present of visit.changes(subscription)) {
      const context = await renew();
      await assertEditable(context, id);
      // No event of the feed: everybody who is subscribed receives it.
      yield { context, position: Infinity, id, present };
    }
  } finally {
    visit.leave();
  }
}

async function assertEditable({ read, viewer }: RequestContext, id: string): Promise<void> {
  const key = decodeGlobalId(id);
  const type = localizedTypes.find(({ name }) => name === key?.type);
  if (key === null || type === undefined) throw notEditable();
  const publishable = allPublishables().find(({ content }) => content === type.content);
  const isVisible = publishable === undefined ? always : publishable.isVisible(viewer);
  const found = await read.query(
    sql`SELECT 1 AS found FROM ${raw(tableOf(type.content))} t
      WHERE t.id = ${key.key} AND ${isVisible} AND ${type.isEditable(viewer)}`,
  );
  if (found.length === 0) throw notEditable();
}

function notEditable(): NotFoundError {
  return new NotFoundError('There is no item with this id that you may edit');
}
