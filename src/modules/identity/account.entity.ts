import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../database/columns';
import { Node } from '../../core/types/node';
import { DateTimeScalar } from '../../core/types/scalars';
import { Role } from '../../core/access/role';
import { Network } from '../catalogue/network/network.entity';

@Entity()
@Index(['networkId'])
@ObjectType({ implements: Node, simpleResolvers: true, description: 'Someone who may sign in.' })
export class Account extends Node {
  /** Kept in lower case: addresses are one whatever their case. */
  @KeyText({ length: 320, unique: true })
  @Field({ description: 'Their address, by which they sign in; in lower case.' })
  email!: string;

  @Prose()
  @Field({ description: 'Their name.' })
  name!: string;

  @KeyText({ length: 6 })
  @Field(() => Role, { description: 'What they may do.' })
  role!: Role;

  @Integer({ nullable: true })
  networkId!: number | null;

  // Restricted: an account bound to a network must not silently become one for everything.
  @ManyToOne(() => Network, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected network?: unknown;

  /** bcrypt; never selected by a read. */
  @KeyText({ length: 60, select: false })
  passwordHash!: string;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When the account was made.' })
  createdAt!: string;

  @Integer({ default: 1 })
  @Field(() => Int, { description: 'Counts the changes, from 1; an update names the version it was based on.' })
  version!: number;
}
