import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../../database/columns';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { WebhookEvent } from './webhook-event';
import { Webhook } from './webhook.entity';

export enum WebhookDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  FAILED = 'FAILED',
}

registerEnumType(WebhookDeliveryState, {
  name: 'WebhookDeliveryState',
  description: 'What has become of a message.',
  valuesConfig: {
    PENDING: { description: 'It is yet to be sent, or to be sent again.' },
    DELIVERED: { description: 'The receiver has answered 2xx.' },
    FAILED: { description: 'It was given up: after ten tries, or because the receiver wants no more.' },
  },
});

/** An event on its way to one webhook. It holds what it tells: the outbox forgets earlier than the last try is made. */
@Entity()
@Index(['webhookId', 'eventId'], { unique: true })
@Index(['webhookId', 'nextAttemptAt'])
@Index(['occurredAt'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A message to a webhook, and what has become of it; kept for 30 days. Only administrators see it.',
})
export class WebhookDelivery extends Node {
  @Integer()
  webhookId!: number;

  @ManyToOne(() => Webhook, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected webhook?: unknown;

  /** Of the outbox; no key, since it is forgotten there. */
  @Integer()
  eventId!: number;

  @KeyText({ length: 40 })
  @Field(() => WebhookEvent, { description: 'What it tells of.' })
  type!: WebhookEvent;

  @Integer({ name: 'thing_id' })
  itemId!: number;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When that happened.' })
  occurredAt!: string;

  @KeyText({ length: 10 })
  @Field(() => WebhookDeliveryState, { description: 'What has become of it.' })
  state!: WebhookDeliveryState;

  @Integer()
  @Field(() => Int, { description: 'How often it was tried, since it was last to be sent anew.' })
  attempts!: number;

  /** While it is being sent, when it is taken for lost and sent again. Null exactly when it is not pending. */
  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is tried next; null: it is not.' })
  nextAttemptAt!: string | null;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last tried; null: it was not.' })
  lastAttemptAt!: string | null;

  @Integer({ nullable: true })
  @Field(() => Int, { nullable: true, description: 'The status of the last answer; null: there was none.' })
  responseStatus!: number | null;

  @Prose({ nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Why the last try brought no answer, or why it was given up before its time; null: neither.',
  })
  error!: string | null;
}
