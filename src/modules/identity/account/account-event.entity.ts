import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, type EntityManager, Index } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { DAY_MS, later } from '../../../core/time';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import type { Database } from '../../../database/database';
import { Instant, KeyText, Prose } from '../../../database/sql/columns';
import { type Sql, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';

export enum AccountAction {
  INVITED = 'INVITED',
  INVITATION_REVOKED = 'INVITATION_REVOKED',
  INVITATION_ACCEPTED = 'INVITATION_ACCEPTED',
  PASSWORD_RESET = 'PASSWORD_RESET',
  SESSIONS_ENDED = 'SESSIONS_ENDED',
  DEMO_DATA_DELETED = 'DEMO_DATA_DELETED',
}

registerEnumType(AccountAction, {
  name: 'AccountAction',
  description: 'Action on an account that the log of accounts records.',
  valuesConfig: {
    INVITED: { description: 'Somebody was invited, for the first time or again.' },
    INVITATION_REVOKED: { description: 'An invitation was revoked, and the account deleted.' },
    INVITATION_ACCEPTED: { description: 'The person accepted the invitation, and chose a password.' },
    PASSWORD_RESET: { description: 'The person chose a new password by a link from a mail.' },
    SESSIONS_ENDED: { description: 'Sessions of the account were ended by another session.' },
    DEMO_DATA_DELETED: { description: 'Data of the demonstration were deleted, with its accounts.' },
  },
});

/** An entry of the log of accounts. It names the account, which may be deleted, by its address. */
@Entity()
@Index(['at'])
@Index('account_event_address', ['at'], { where: 'address IS NOT NULL' })
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Entry of the log of accounts. Only administrators see it.',
})
export class AccountEvent extends Node {
  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time of the action.' })
  at!: string;

  @KeyText({ length: 20 })
  @Field(() => AccountAction, { description: 'Action on the account.' })
  action!: AccountAction;

  @KeyText({ length: 320 })
  @Field({ description: 'Email address of the account at that time; for DEMO_DATA_DELETED, the same as `by`.' })
  email!: string;

  @Prose({ name: 'actor', nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the actor: the email address of an account, or the name of an API key, as in `API key "dashboard"`. Null for ' +
      'the owner of the link in a mail.',
  })
  by!: string | null;

  @KeyText({ length: 45, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'IP address of the client. Null if it is not known, or if the entry is older than 180 days.',
  })
  address!: string | null;
}

/** How long entries keep the IP address, in milliseconds. */
const ADDRESS_RETENTION_MS = 180 * DAY_MS;

/** Entries that one unit of work changes, besides others of the same instant. Other changes wait for it. */
const BATCH_SIZE = 1_000;

/** Deletes the IP addresses of old entries. */
export async function deleteOldAddresses(database: Database, now: string): Promise<void> {
  let changed: unknown[];
  do {
    changed = await database.write((manager) => executeSql(manager, withoutOldAddresses(now)));
  } while (changed.length >= BATCH_SIZE);
}

/** The statement that deletes the addresses of the oldest entries that have one. It reads no others. */
export function withoutOldAddresses(now: string): Sql {
  return sql`UPDATE account_event SET address = NULL WHERE address IS NOT NULL AND at <= (
    SELECT max(at) FROM (
      SELECT at FROM account_event WHERE at <= ${later(now, -ADDRESS_RETENTION_MS)} AND address IS NOT NULL
      ORDER BY at LIMIT ${BATCH_SIZE}) oldest)
    RETURNING id`;
}

/** Records an action in its unit of work, so that no action is done without its entry. */
export async function recordAccountEvent(
  manager: EntityManager,
  { now, viewer, address }: Pick<RequestContext, 'now' | 'viewer' | 'address'>,
  action: AccountAction,
  email: string,
): Promise<void> {
  // A proxy may send anything.
  const entry = { at: now, action, email, by: viewer.name, address: address.length <= 45 ? address : null };
  await manager.insert(AccountEvent, entry);
}
