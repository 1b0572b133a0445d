import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { z } from 'zod';
import { Role } from '../../../core/access/role';
import { LocaleScalar, MAX_LOCALE_LENGTH } from '../../../core/types/locale';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';
import { Network } from '../../catalogue/network/network.entity';

@Entity()
@Index(['networkId'])
@Index(['email'])
@Index('account_address', ['email'], { unique: true, where: 'invited_at IS NULL' })
@ObjectType({ implements: Node, simpleResolvers: true, description: 'Person who may sign in.' })
export class Account extends Node {
  /**
   * Stored in lower case, because case does not distinguish addresses (see `foldEmail`). Only accounts that can sign in have
   * different addresses: an invitation may have the address of an account, and of other invitations.
   */
  @KeyText({ length: 320 })
  @Field({ description: 'Email address that the person signs in with, in lower case.' })
  email!: string;

  @Prose()
  @Field({ description: 'Name of the person.' })
  name!: string;

  @KeyText({ length: 6 })
  @Field(() => Role, { description: 'Role of the account, which determines its rights.' })
  role!: Role;

  @Integer({ nullable: true })
  networkId!: number | null;

  // RESTRICT: deleting the network must not turn a bound role into an unbound one.
  @ManyToOne(() => Network, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected network?: unknown;

  /** bcrypt hash. Reads of entities never select it. */
  @KeyText({ length: 60, select: false })
  passwordHash!: string;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the account was created.' })
  createdAt!: string;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time of the latest invitation, if nobody has accepted it yet. Null if the account can sign in.',
  })
  invitedAt!: string | null;

  @KeyText({ length: MAX_LOCALE_LENGTH, nullable: true })
  @Field(() => LocaleScalar, {
    nullable: true,
    description: 'Language of mails to the person. Null if it is not known.',
  })
  locale!: string | null;

  @Integer({ default: 1 })
  @Field(() => Int, {
    description: 'Number of the latest change of the account, from 1. An update names the version that it is based on.',
  })
  version!: number;
}

/** RFC 3696, erratum 1690. The column is longer: the parts of RFC 5321 add up to 320. */
const MAX_EMAIL_LENGTH = 254;

/** Normalises an email address for storage and comparison. Upper and lower case are the same. */
export function foldEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** True if a normalised address has the form of an email address. */
export function isEmail(email: string): boolean {
  return email.length <= MAX_EMAIL_LENGTH && z.email().safeParse(email).success;
}
