import sql, { raw } from 'sql-template-tag';
import { allOf } from '../../database/read-database';
import type { Node } from '../../core/types/node';
import type { RequestContext } from '../../core/access/request-context';
import type { EventType } from '../publishing/outbox';
import { conditions, planningUnder } from '../../core/listing/list';
import type { Listing } from '../../core/listing/listing';
import type { ToldEvent } from './event-feed';
import type { Subscription, SubscriptionContext } from './subscribers';

/** Something that has been published, for whoever is told of it. */
export interface PublishedItem {
  readonly id: number;
  /** In which it is told. */
  readonly context: RequestContext;
}

/**
 * What is published from here on of what a list would hold: what whoever subscribed sees at that time, under the filter.
 *
 * @throws BadUserInputError when the filter is wrong
 */
export function publishedItems<E extends Node, F extends string, W extends object>(
  context: SubscriptionContext,
  type: EventType,
  listing: Listing<E, F, W>,
  filter: W | null,
): AsyncIterable<PublishedItem> {
  conditions(context, listing, filter);
  const { subscription } = context;
  // From this moment, not from when somebody first looks.
  return select(subscription.events(), subscription, type, (current, id) => isListed(current, listing, filter, id));
}

async function* select(
  events: AsyncIterable<ToldEvent>,
  { renew }: Subscription,
  wanted: EventType,
  isTold: (context: RequestContext, id: number) => Promise<boolean>,
): AsyncGenerator<PublishedItem> {
  for await (const { type, itemId: id } of events) {
    if (type !== wanted) continue;
    const context = await renew();
    if (await isTold(context, id)) yield { id, context };
  }
}

async function isListed<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  filter: W | null,
  id: number,
): Promise<boolean> {
  const { table, alias } = listing;
  const where = [sql`${raw(alias)}.id = ${id}`, ...conditions(context, listing, filter)];
  const found = await context.read.query(
    sql`SELECT 1 FROM ${raw(`${table} ${alias}`)} WHERE ${allOf(where)}`,
    planningUnder(filter),
  );
  return found.length > 0;
}
