import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Role } from '../../../core/access/role';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';
import { Network } from '../../catalogue/network/network.entity';
import { Account } from '../account/account.entity';

@Entity()
@Index(['networkId'])
@Index(['createdById'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'Key that authenticates the requests of a program, such as a dashboard, without signing in. Only administrators see it.',
})
export class ApiKey extends Node {
  @Prose()
  @Field({ description: 'Name that says what the key is for. Logs show it.' })
  name!: string;

  /** SHA-256 of the key in hexadecimal. The key itself is not stored. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 6 })
  @Field(() => Role, { description: 'Role of the requests that use the key.' })
  role!: Role;

  @Integer({ nullable: true })
  networkId!: number | null;

  // RESTRICT: deleting the network must not turn a bound role into an unbound one.
  @ManyToOne(() => Network, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected network?: unknown;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the key was created.' })
  createdAt!: string;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time at which the key expires. Null if it does not expire.',
  })
  expiresAt!: string | null;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time of the latest use of the key, accurate to five minutes. Null if it has never been used.',
  })
  lastUsedAt!: string | null;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time at which the key was revoked. Null if it is not revoked.',
  })
  revokedAt!: string | null;
}
