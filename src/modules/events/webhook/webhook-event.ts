import { registerEnumType } from 'type-graphql';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { EventType } from '../../publishing/outbox';

/** What a webhook can be told of; the values are the outbox's. */
export enum WebhookEvent {
  ACTIVITY_PUBLISHED = 'activityPublished',
  NEWS_ITEM_PUBLISHED = 'newsItemPublished',
}

registerEnumType(WebhookEvent, {
  name: 'WebhookEvent',
  description: 'Something that happens, of which a webhook can be told.',
  valuesConfig: {
    ACTIVITY_PUBLISHED: { description: 'An activity appears to the public. Messages call it `activity.published`.' },
    NEWS_ITEM_PUBLISHED: { description: 'A piece of news appears to the public: `news_item.published` in messages.' },
  },
});

/** How messages name an event, and the type of the thing that it is about. */
const told: Readonly<Record<EventType, { readonly name: string; readonly thing: string }>> = {
  activityPublished: { name: 'activity.published', thing: 'Activity' },
  newsItemPublished: { name: 'news_item.published', thing: 'NewsItem' },
};

/** An event of the outbox, as a delivery keeps it. */
export interface QueuedEvent {
  readonly eventId: number;
  readonly type: EventType;
  readonly itemId: number;
  readonly occurredAt: string;
}

/** By which receivers know a repeat. The time is in it, because a database that was restored gives its numbers again. */
export function messageId({ eventId, occurredAt }: Pick<QueuedEvent, 'eventId' | 'occurredAt'>): string {
  return `evt_${eventId}_${Date.parse(occurredAt)}`;
}

/**
 * What is sent: which thing it is about and nothing of what it says, so that whoever wants more asks the API, as
 * somebody who may see it.
 */
export function messageBody({ type, itemId, occurredAt }: QueuedEvent): string {
  const { name, thing } = told[type];
  return JSON.stringify({ type: name, timestamp: occurredAt, data: { id: encodeGlobalId(thing, itemId) } });
}
