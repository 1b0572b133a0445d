import { registerEnumType } from 'type-graphql';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { EventType } from '../../publishing/event-type';
import { PublishableType } from '../../publishing/publishable';

/** Events that a webhook can receive. The values are the event types of the outbox. */
export enum WebhookEvent {
  ACTIVITY_PUBLISHED = 'activityPublished',
  NEWS_ITEM_PUBLISHED = 'newsItemPublished',
  CONTENT_APPEARED = 'contentAppeared',
  CONTENT_CHANGED = 'contentChanged',
  CONTENT_WITHDRAWN = 'contentWithdrawn',
}

registerEnumType(WebhookEvent, {
  name: 'WebhookEvent',
  description: 'Event that a webhook can receive.',
  valuesConfig: {
    ACTIVITY_PUBLISHED: { description: 'An activity becomes public. Its `type` in messages is `activity.published`.' },
    NEWS_ITEM_PUBLISHED: {
      description: 'A news item becomes public. Its `type` in messages is `news_item.published`.',
    },
    CONTENT_APPEARED: {
      description:
        'An item becomes public: an activity, a news item, a network or a restricted document. Its `type` in messages is ' +
        '`content.appeared`.',
    },
    CONTENT_CHANGED: {
      description:
        'A public item stays public, and its content changes, or the name of something that it shows. Its `type` in ' +
        'messages is `content.changed`.',
    },
    CONTENT_WITHDRAWN: {
      description: 'An item is not public any more. Its `type` in messages is `content.withdrawn`.',
    },
  },
});

/** The name of each event in messages. */
const NAMES: Readonly<Record<EventType, string>> = {
  activityPublished: 'activity.published',
  newsItemPublished: 'news_item.published',
  contentAppeared: 'content.appeared',
  contentChanged: 'content.changed',
  contentWithdrawn: 'content.withdrawn',
};

/** The names of the publishable types in messages, as in the enum `PublishableType`. */
const TYPE_NAMES = new Map(Object.entries(PublishableType).map(([name, type]) => [type, name]));

/** An event of the outbox, as a delivery copies it. */
export interface QueuedEvent {
  readonly eventId: number;
  readonly type: EventType;
  /** Null for publications. */
  readonly itemType: PublishableType | null;
  readonly itemId: number;
  readonly slug: string | null;
  /** Separated by spaces; null for publications. */
  readonly locales: string | null;
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
 * their own rights. Of a content change it also contains the slug, which the public saw: a copy may have to remove what
 * the API does not return any more.
 */
export function messageBody(event: QueuedEvent): string {
  return JSON.stringify({ type: NAMES[event.type], timestamp: event.occurredAt, data: messageData(event) });
}

function messageData(event: QueuedEvent): object {
  const { itemType, itemId, slug, locales } = event;
  const id = encodeGlobalId(itemTypeOf(event), itemId);
  if (itemType === null) return { id };
  return { id, type: TYPE_NAMES.get(itemType), slug, locales: locales?.split(' ') ?? [] };
}

/** The type of the item that an event is about. Publications are of one type each, which is not stored. */
export function itemTypeOf({ type, itemType }: Pick<QueuedEvent, 'type' | 'itemType'>): PublishableType {
  return itemType ?? (type === 'activityPublished' ? PublishableType.ACTIVITY : PublishableType.NEWS_ITEM);
}
