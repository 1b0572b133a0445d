import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Integer, KeyText, PartialDay } from '../../../database/columns';
import { Node } from '../../../core/types/node';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { Organisation } from '../organisation/organisation.entity';
import { Network } from './network.entity';

export enum MembershipKind {
  ACTIVE = 'ACTIVE',
  PARTICIPATING = 'PARTICIPATING',
  OBSERVER = 'OBSERVER',
}

registerEnumType(MembershipKind, {
  name: 'MembershipKind',
  description: 'How a country belongs to a network.',
  valuesConfig: {
    ACTIVE: { description: 'A full member.' },
    PARTICIPATING: { description: 'Takes part in most activities without being a full member.' },
    OBSERVER: { description: 'Follows the work without taking part in it.' },
  },
});

@Entity()
@Index(['networkId'])
@Index(['countryCode'])
@Index(['institutionId'])
@ObjectType({ implements: Node, simpleResolvers: true, description: "A country's membership of a network, dated." })
export class MemberCountry extends Node {
  @Integer()
  networkId!: number;

  @ManyToOne(() => Network, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @KeyText({ length: 2 })
  countryCode!: string;

  @KeyText({ length: 13 })
  @Field(() => MembershipKind, { description: 'How the country belongs to the network.' })
  kind!: MembershipKind;

  @Integer({ nullable: true })
  institutionId!: number | null;

  /** Read together with the membership. */
  @ManyToOne(() => Organisation, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  @Field(() => Organisation, { nullable: true, description: 'Who represents the country; null: not named.' })
  institution?: Organisation | null;

  @PartialDay()
  @Field(() => PartialDateScalar, { nullable: true, description: 'When the membership began; null: unknown.' })
  since!: string | null;

  @PartialDay()
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'The first day on which it no longer held; null: it holds.',
  })
  until!: string | null;
}
