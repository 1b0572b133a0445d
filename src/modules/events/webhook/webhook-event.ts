import { registerEnumType } from 'type-graphql';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { EventType } from '../../publishing/outbox';

/** Events that a webhook can receive. The values are the event types of the outbox. */
export enum WebhookEvent {
  ACTIVITY_PUBLISHED = 'activityPublished',
  NEWS_ITEM_PUBLISHED = 'newsItemPublished',
}

registerEnumType(WebhookEvent, {
  name: 'WebhookEvent',
  description: 'Event that a webhook can receive.',
  valuesConfig: {
    ACTIVITY_PUBLISHED: { description: 'An activity becomes public. Its `type` in messages is `activity.published`.' },
    NEWS_ITEM_PUBLISHED: {
      description: 'A news item becomes public. Its `type` in messages is `news_item.published`.',
    },
  },
});

/** The name of each event in messages, and the GraphQL type of its item. */
const MESSAGES: Readonly<Record<EventType, { readonly name: string; readonly typeName: string }>> = {
  activityPublished: { name: 'activity.published', typeName: 'Activity' },
  newsItemPublished: { name: 'news_item.published', typeName: 'NewsItem' },
};

/** An event of the outbox, as a delivery copies it. */
export interface QueuedEvent {
  readonly eventId: number;
  readonly type: EventType;
  readonly itemId: number;
  readonly occurredAt: string;
}

/**
 * The `webhook-id` of a message, by which receivers recognise repeats. It contains the time, because a restored database
 * assigns the same event ids again.
 */
export function messageId({ eventId, occurredAt }: Pick<QueuedEvent, 'eventId' | 'occurredAt'>): string {
  return `evt_${eventId}_${Date.parse(occurredAt)}`;
}

/**
 * The body of a message. It contains the id of the item and none of its content, so that receivers query the API with
 * their own rights.
 */
export function messageBody({ type, itemId, occurredAt }: QueuedEvent): string {
  const { name, typeName } = MESSAGES[type];
  return JSON.stringify({ type: name, timestamp: occurredAt, data: { id: encodeGlobalId(typeName, itemId) } });
}
