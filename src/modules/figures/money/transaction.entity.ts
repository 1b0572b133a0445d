import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { DateScalar } from '../../../core/types/scalars';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { MoneyKind } from './money-kind';

// Activities and organisations by name: the entity Activity comes later in the order of modules.

@Entity('money_transaction')
@Index(['activityId', 'date', 'id', 'kind'])
@Index(['providerId'])
@Index(['receiverId'])
@Cached('revision')
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Money of an activity that was promised, received or paid, or that is planned to be paid, on one day.',
})
export class Transaction extends Node {
  @Integer()
  activityId!: number;

  @ManyToOne('Activity', { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @KeyText({ length: 22 })
  @Field(() => MoneyKind, { description: 'Kind of the transaction. Never BUDGET.' })
  kind!: MoneyKind;

  @KeyText({ length: 100, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Reference of the transaction in the books of its organisation. Null if none is known.',
  })
  reference!: string | null;

  @KeyText({ name: 'day', length: 10 })
  @Field(() => DateScalar, { description: 'Day of the transaction. It counts in the year of this day.' })
  date!: string;

  /** The Decimal as text. */
  @KeyText({ length: 30 })
  amount!: string;

  @KeyText({ length: 3 })
  currency!: string;

  @KeyText({ length: 10 })
  @Field(() => DateScalar, { description: 'Day whose exchange rate applies if the amount is converted.' })
  valueDate!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Description of the transaction as plain text. Null if there is none.',
  })
  description!: string | null;

  @Integer({ nullable: true })
  providerId!: number | null;

  @ManyToOne('Organisation', { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected provider?: unknown;

  @Integer({ nullable: true })
  receiverId!: number | null;

  @ManyToOne('Organisation', { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected receiver?: unknown;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @KeyText({ length: 5, nullable: true })
  sectorCode!: string | null;

  /** The state of the activity's transactions in which the row got its present columns. */
  @Integer()
  since!: number;
}
