import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../database/columns';
import { Account } from './account.entity';
import { DAY_MS, HOUR_MS } from '../../core/time';

/** Someone who has signed in. The row goes when they sign out. */
@Entity()
@Index(['accountId'])
export class Session {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal; the token itself is kept nowhere. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @Integer()
  accountId!: number;

  @ManyToOne(() => Account, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;

  @Instant()
  createdAt!: string;

  /** Moves with use, a few minutes behind. */
  @Instant()
  lastUsedAt!: string;

  /** When it ends however much it is used. */
  @Instant()
  expiresAt!: string;
}

/** A session that is not used for so long ends. */
export const sessionIdleMs = 12 * HOUR_MS;

/** A session ends after so long, however much it is used. */
export const sessionLifetimeMs = 14 * DAY_MS;
