import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';
import type { PublishableType } from '../../publishing/publishable';
import { Webhook } from './webhook.entity';
import { WebhookEvent } from './webhook-event';

export enum WebhookDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  FAILED = 'FAILED',
}

registerEnumType(WebhookDeliveryState, {
  name: 'WebhookDeliveryState',
  description: 'State of a delivery.',
  valuesConfig: {
    PENDING: { description: 'Waits for its first attempt or for a retry.' },
    DELIVERED: { description: 'Succeeded: the receiver responded with a status 2xx.' },
    FAILED: {
      description:
        'Abandoned after ten attempts, because the receiver responded with 410 (Gone), or because the server ended ' +
        'during five attempts in a row.',
    },
  },
});

/** One event for one webhook. It copies the event, because the outbox deletes events before the last retry. */
@Entity()
@Index(['webhookId', 'eventId'], { unique: true })
@Index(['webhookId', 'nextAttemptAt'])
@Index(['occurredAt'])
@Index('webhook_delivery_pending_by_item', ['webhookId', 'itemType', 'itemId', 'eventId'], {
  where: 'next_attempt_at IS NOT NULL',
})
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'Delivery of one event to one webhook. It is deleted after 30 days, but not while it is pending. Only ' +
    'administrators see it.',
})
export class WebhookDelivery extends Node {
  @Integer()
  webhookId!: number;

  @ManyToOne(() => Webhook, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected webhook?: unknown;

  /** The id of the event in the outbox. It is not a foreign key, because the outbox deletes the event earlier. */
  @Integer()
  eventId!: number;

  @KeyText({ length: 40 })
  @Field(() => WebhookEvent, { description: 'Event that the message reports.' })
  type!: WebhookEvent;

  /** Null for publications. */
  @KeyText({ length: 40, nullable: true })
  itemType!: PublishableType | null;

  @Integer()
  itemId!: number;

  /** The slug under which the public saw the item, for a content change of an item that has one. */
  @KeyText({ length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'Slug under which the public saw the item. Null for a publication, and for a restricted document, which has none.',
  })
  slug!: string | null;

  /** The languages in which the item of a content change is public or was, separated by spaces. */
  @Prose({ nullable: true })
  locales!: string | null;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time of the event.' })
  occurredAt!: string;

  @KeyText({ length: 10 })
  @Field(() => WebhookDeliveryState, { description: 'Current state of the delivery.' })
  state!: WebhookDeliveryState;

  @Integer()
  @Field(() => Int, { description: 'Number of attempts that have ended, since the creation or the latest redelivery.' })
  attempts!: number;

  /** Attempts since the latest result: the one that is under way, and those before it whose process ended. */
  @Integer({ default: 0 })
  unfinishedAttempts!: number;

  /** During an attempt, this is the end of the lease. Null exactly if the delivery is not pending. */
  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time of the next attempt. Null if the delivery is not pending.',
  })
  nextAttemptAt!: string | null;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'Time of the latest attempt. Null if there was none.' })
  lastAttemptAt!: string | null;

  @Integer({ nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status of the latest response. Null if the latest attempt got none.',
  })
  responseStatus!: number | null;

  @Prose({ nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'Reason why the latest attempt got no response, or why the delivery was abandoned early. Null if there is none.',
  })
  error!: string | null;
}
