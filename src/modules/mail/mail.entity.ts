import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../database/sql/columns';
import type { MailKind } from './mail-kind';

/**
 * A mail, written in the transaction of what it is about. It is deleted some time after it was sent. Its recipient and its text
 * are encrypted, because it may contain a secret (docs/adr/0045-mail.md).
 */
@Entity()
@Index('mail_pending', ['nextAttemptAt', 'kind'], { where: 'next_attempt_at IS NOT NULL' })
@Index(['expiresAt'])
@Index('mail_once_key', ['onceKey'], { unique: true })
export class Mail {
  @PrimaryGeneratedColumn()
  id!: number;

  @KeyText({ length: 20 })
  kind!: MailKind;

  /** The SHA-256 hash of the recipient's address, in hexadecimal, by which a newer mail replaces this one; null if none does. */
  @KeyText({ length: 64, nullable: true })
  recipientHash!: string | null;

  /** The mail, encrypted in the age format; null once it has been sent or abandoned. The text of a mail that is kept as a file stays. */
  @Prose({ nullable: true })
  sealed!: string | null;

  /** The public half of the key that `sealed` is encrypted with. */
  @KeyText({ length: 62, nullable: true })
  keyId!: string | null;

  @Instant()
  queuedAt!: string;

  /** Attempts end here, because the mail would be of no use. The row is deleted after it. */
  @Instant()
  expiresAt!: string;

  /** During an attempt, the end of the lease; after one that failed, the end of the wait. Null once it has been sent or abandoned. */
  @Instant({ nullable: true })
  nextAttemptAt!: string | null;

  /** Attempts that have begun. */
  @Integer({ default: 0 })
  attempts!: number;

  /** 1: the mail takes the same work as others, but is never sent. */
  @Integer({ default: 0 })
  isDecoy!: number;

  /** Identifies what the mail is about, if it has several causes and is sent for the first of them. */
  @KeyText({ length: 100, nullable: true })
  onceKey!: string | null;

  @Instant({ nullable: true })
  sentAt!: string | null;
}
