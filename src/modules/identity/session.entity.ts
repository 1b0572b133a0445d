import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type EntityManager } from 'typeorm';
import { Instant, Integer, KeyText } from '../../database/columns';
import { Account } from './account.entity';
import { createToken, hashToken } from '../../core/access/token';
import { DAY_MS, HOUR_MS, later } from '../../core/time';

/** An account that has signed in. Signing out deletes the row. */
@Entity()
@Index(['accountId'])
export class Session {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal. The token itself is not stored. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @Integer()
  accountId!: number;

  @ManyToOne(() => Account, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;

  @Instant()
  createdAt!: string;

  /** The time of the latest use, at most five minutes behind. */
  @Instant()
  lastUsedAt!: string;

  /** The end of the session, regardless of use. */
  @Instant()
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
