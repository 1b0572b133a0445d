import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Cost } from '../../../core/cost/field-cost';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';
import { Account } from '../../identity/account/account.entity';
import { WebhookEvent } from './webhook-event';

@Entity()
@Index(['createdById'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'URL that receives a signed HTTP request for each event that it subscribes to. Only administrators see it.',
})
export class Webhook extends Node {
  @Prose()
  @Field({ description: 'URL that messages are sent to.' })
  url!: string;

  /** Event types of the outbox, separated by spaces. */
  @Prose()
  eventTypes!: string;

  @Cost({ statements: 0, size: { assumed: Object.values(WebhookEvent).length } })
  @Field(() => [WebhookEvent], { description: 'Events that the webhook receives.' })
  get events(): WebhookEvent[] {
    const types = this.eventTypes.split(' ');
    return Object.values(WebhookEvent).filter((event) => types.includes(event));
  }

  /** The secret that signs messages, encrypted in the age format. Only code that signs messages or rotates keys reads it. */
  @Prose({ select: false })
  sealedSecret!: string;

  /** The public half of the key that the secret is encrypted with. */
  @KeyText({ length: 62, select: false })
  keyId!: string;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  @Instant()
  @Field(() => DateTimeScalar, {
    description:
      'Time at which the webhook was created. It receives the events from then on, and perhaps some of the moment before.',
  })
  createdAt!: string;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time at which the receiver responded with 410 (Gone). The webhook receives no events after it. Null while it is enabled.',
  })
  disabledAt!: string | null;
}
