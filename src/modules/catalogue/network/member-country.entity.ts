import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { Integer, KeyText, PartialDay } from '../../../database/sql/columns';
import { Organisation } from '../organisation/organisation.entity';

export enum MembershipKind {
  ACTIVE = 'ACTIVE',
  PARTICIPATING = 'PARTICIPATING',
  OBSERVER = 'OBSERVER',
}

registerEnumType(MembershipKind, {
  name: 'MembershipKind',
  description: "Kind of a country's membership of a network.",
  valuesConfig: {
    ACTIVE: { description: 'Full member.' },
    PARTICIPATING: { description: 'Takes part in most activities without being a full member.' },
    OBSERVER: { description: 'Follows the work without taking part in it.' },
  },
});

@Entity()
@Index(['networkId'])
@Index(['countryCode'])
@Index(['institutionId'])
@Cached('revision')
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Membership of a country in a network, with its dates.',
})
export class MemberCountry extends Node {
  @Integer()
  networkId!: number;

  @ManyToOne('Network', { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @KeyText({ length: 2 })
  countryCode!: string;

  @KeyText({ length: 13 })
  @Field(() => MembershipKind, { description: 'Kind of the membership.' })
  kind!: MembershipKind;

  @Integer({ nullable: true })
  institutionId!: number | null;

  /** Selected together with the membership. */
  @ManyToOne(() => Organisation, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  @Field(() => Organisation, {
    nullable: true,
    description: 'Organisation that represents the country in the network. Null if none is named.',
  })
  institution?: Organisation | null;

  @PartialDay()
  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the membership began, to the precision known. Null if unknown: then it counts as having always held.',
  })
  since!: string | null;

  @PartialDay()
  @Field(() => PartialDateScalar, {
    nullable: true,
    description: 'First day on which the membership no longer holds. Null if it has no end.',
  })
  until!: string | null;
}
