import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../database/columns';
import { Node } from '../../core/types/node';
import { DateTimeScalar } from '../../core/types/scalars';
import { Role } from '../../core/access/role';
import { Network } from '../catalogue/network/network.entity';
import { Account } from './account.entity';

@Entity()
@Index(['networkId'])
@Index(['createdById'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A key by which a program asks without signing in, such as a dashboard. Only administrators see it.',
})
export class ApiKey extends Node {
  @Prose()
  @Field({ description: 'What it is for.' })
  name!: string;

  /** SHA-256 of the key in hexadecimal; the key itself is kept nowhere. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 6 })
  @Field(() => Role, { description: 'What it may do.' })
  role!: Role;

  @Integer({ nullable: true })
  networkId!: number | null;

  // Restricted: a key bound to a network must not silently become one for everything.
  @ManyToOne(() => Network, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected network?: unknown;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: string;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; null: never by itself.' })
  expiresAt!: string | null;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last used, to within some minutes; null: never.',
  })
  lastUsedAt!: string | null;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt!: string | null;
}
