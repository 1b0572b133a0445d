import type { RequestContext } from '../../core/access/request-context';
import { listConditions, planModeUnder } from '../../core/listing/list';
import type { Listing } from '../../core/listing/listing';
import { itemScan } from '../../core/listing/scan';
import type { Node } from '../../core/types/node';
import { aliasedTable } from '../../database/reading/keyset';
import { allOf } from '../../database/sql/conditions';
import { raw, sql } from '../../database/sql/sql';
import type { EventType } from '../publishing/event-type';
import type { FeedEvent } from './event-feed';
import type { SubscribedEvent, Subscription, SubscriptionContext } from './subscribers';

/** An item that has been published, for subscribers with the same rights. */
export interface PublishedItem extends SubscribedEvent {
  readonly id: number;
}

/**
 * The items that are published from now on and belong to a list under a filter. Each is checked at the time of its
 * publication, with the rights of the subscriber at that time.
 *
 * @throws BadUserInputError when the filter is invalid
 */
export function publishedItems<E extends Node, F extends string, W extends object>(
  context: SubscriptionContext,
  type: EventType,
  listing: Listing<E, F, W>,
  filter: W | null,
): AsyncIterable<PublishedItem> {
  // An invalid filter must fail now, not at the first event.
  listConditions(context, listing, filter);
  const { subscription } = context;
  // Subscribes to events now. Inside the generator it would happen at the first iteration, and miss events before it.
  return filterEvents(subscription.events(), subscription, type, (current, id) =>
    isListed(current, listing, filter, id),
  );
}

async function* filterEvents(
  events: AsyncIterable<FeedEvent>,
  { renew }: Subscription,
  eventType: EventType,
  isVisible: (context: RequestContext, id: number) => Promise<boolean>,
): AsyncGenerator<PublishedItem> {
  for await (const { type, itemId: id, position } of events) {
    if (type !== eventType) continue;
    const context = await renew();
    if (await isVisible(context, id)) yield { id, context, position };
  }
}

async function isListed<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  filter: W | null,
  id: number,
): Promise<boolean> {
  const where = [sql`${raw(listing.alias)}.id = ${id}`, ...listConditions(context, listing, filter)];
  const found = await context.read.query(sql`SELECT 1 FROM ${aliasedTable(listing)} WHERE ${allOf(where)}`, {
    planMode: planModeUnder(filter),
    scan: itemScan(filter),
  });
  return found.length > 0;
}
