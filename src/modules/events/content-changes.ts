import type { RequestContext } from '../../core/access/request-context';
import { tableOf } from '../../core/fields/content';
import { encodeGlobalId } from '../../core/types/global-id';
import { raw, sql } from '../../database/sql/sql';
import { ContentChangeKind, type EventType } from '../publishing/event-type';
import { allPublishables, type PublishableType } from '../publishing/publishable';
import type { ContentChange } from './content-change';
import type { FeedEvent } from './event-feed';
import type { SubscribedEvent, Subscription, SubscriptionContext } from './subscribers';

/** A content change, for subscribers with the same rights. */
export interface SubscribedChange extends SubscribedEvent {
  readonly change: ContentChange;
}

/**
 * The content changes of items of these types from now on; null: of all types. A change of an item that subscribers do
 * not see when they would receive it is left out: its withdrawal follows, if it was public.
 */
export function contentChanges(
  { subscription }: SubscriptionContext,
  types: readonly PublishableType[] | null,
): AsyncIterable<SubscribedChange> {
  // Subscribes to events now. Inside the generator it would happen at the first iteration, and miss events before it.
  return filterChanges(subscription.events(), subscription, types);
}

async function* filterChanges(
  events: AsyncIterable<FeedEvent>,
  { renew }: Subscription,
  types: readonly PublishableType[] | null,
): AsyncGenerator<SubscribedChange> {
  for await (const event of events) {
    const change = changeOf(event);
    if (change === null || types?.includes(change.type) === false) continue;
    const context = await renew();
    if (change.kind !== ContentChangeKind.WITHDRAWN && !(await isVisible(context, change))) continue;
    yield { change, context, position: event.position };
  }
}

/** The content change that an event reports; null: it reports something else. */
function changeOf({ type, itemType, itemId, slug, locales, at }: FeedEvent): ContentChange | null {
  if (itemType === null || !isContentChange(type)) return null;
  const id = encodeGlobalId(itemType, itemId);
  return { kind: type, type: itemType, id, slug, locales: locales?.split(' ') ?? [], at, itemId };
}

function isContentChange(type: EventType): type is ContentChangeKind {
  return (Object.values(ContentChangeKind) as EventType[]).includes(type);
}

async function isVisible({ read, viewer }: RequestContext, { type: name, itemId }: ContentChange): Promise<boolean> {
  const type = allPublishables().find((one) => one.name === name)!;
  const found = await read.query(
    sql`SELECT 1 FROM ${raw(tableOf(type.content))} t WHERE t.id = ${itemId} AND ${type.isVisible(viewer)}`,
  );
  return found.length > 0;
}
