import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../../database/columns';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Account } from '../../identity/account.entity';
import { WebhookEvent } from './webhook-event';

@Entity()
@Index(['createdById'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'An address that is told of events, as they happen, by signed HTTP requests. Only administrators see it.',
})
export class Webhook extends Node {
  @Prose()
  @Field({ description: 'Where messages are sent.' })
  url!: string;

  /** The outbox's types, separated by spaces. */
  @Prose()
  eventTypes!: string;

  @Field(() => [WebhookEvent], { description: 'What it is told of.' })
  get events(): WebhookEvent[] {
    const types = this.eventTypes.split(' ');
    return Object.values(WebhookEvent).filter((event) => types.includes(event));
  }

  /** What messages are signed with, encrypted in the age format. Read where a message is signed, and nowhere else. */
  @Prose({ select: false })
  sealedSecret!: string;

  /** The public half of the key that it is encrypted to. */
  @KeyText({ length: 62, select: false })
  keyId!: string;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When it was made; it is told of what happens from then on.' })
  createdAt!: string;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the receiver answered 410 (Gone), since when it is told of nothing; null: it did not.',
  })
  disabledAt!: string | null;
}
