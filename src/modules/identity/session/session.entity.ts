import { Field, ObjectType } from 'type-graphql';
import { Entity, type EntityManager, Index, JoinColumn, ManyToOne } from 'typeorm';
import { createToken, hashToken } from '../../../core/access/token';
import type { Viewer } from '../../../core/access/viewer';
import { DAY_MS, HOUR_MS, later } from '../../../core/time';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText } from '../../../database/sql/columns';
import { Account } from '../account/account.entity';

/** An account that has signed in. Signing out deletes the row. */
@Entity()
@Index(['accountId'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Session of an account that has signed in. Only the account itself and administrators see it.',
})
export class Session extends Node {
  /** SHA-256 of the token in hexadecimal. The token itself is not stored. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @Integer()
  accountId!: number;

  @ManyToOne(() => Account, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the account signed in.' })
  createdAt!: string;

  /** The time of the latest use, at most five minutes behind. */
  @Instant()
  @Field(() => DateTimeScalar, {
    description:
      'Time of the latest request in the session, accurate to five minutes. The session ends 12 hours after its latest request.',
  })
  lastUsedAt!: string;

  /** The end of the session, regardless of use. */
  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the session ends, regardless of use.' })
  expiresAt!: string;
}

/** A session ends after this time without use. */
export const SESSION_IDLE_MS = 12 * HOUR_MS;

/** A session ends this long after sign-in, regardless of use. */
const SESSION_LIFETIME_MS = 14 * DAY_MS;

/** A session that has started. Its token is not stored. */
export interface NewSession {
  readonly id: number;
  readonly token: string;
  readonly expiresAt: string;
}

/** Starts a session of an account. */
export async function insertSession(manager: EntityManager, accountId: number, now: string): Promise<NewSession> {
  const token = createToken('session');
  const expiresAt = later(now, SESSION_LIFETIME_MS);
  const session = { tokenHash: hashToken(token), accountId, createdAt: now, lastUsedAt: now, expiresAt };
  const { identifiers } = await manager.insert(Session, session);
  return { id: identifiers[0]!['id'] as number, token, expiresAt };
}

/** The viewer of an account that has just signed in. `session` null: it has no session, and is the viewer of this operation only. */
export function viewerOf(
  { id, email, role, networkId }: Pick<Account, 'id' | 'email' | 'role' | 'networkId'>,
  session: NewSession | null,
): Viewer {
  const credential = session && { kind: 'session' as const, id: session.id };
  return { accountId: id, role, networkId, credential, name: email, grants: [] };
}
