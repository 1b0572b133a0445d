import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../../database/columns';
import { Account } from '../../identity/account.entity';
import { ApiKey } from '../../identity/api-key.entity';
import { ActivityDocumentsPassword } from './activity-documents-password.entity';
import { DocumentAccessCode } from './document-access-code.entity';

/**
 * What unlocking gives: whoever bears it may open the document of the access code, or the documents of the activity
 * whose password was given, for as long as the code or the password opens them, and some minutes at most.
 */
@Entity()
@Index(['accessCodeId'])
@Index(['activityPasswordId'])
@Index(['accountId'])
@Index(['apiKeyId'])
export class DocumentGrant {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal; the token itself is kept nowhere. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  /** Either this or `activityPasswordId`. */
  @Integer({ nullable: true })
  accessCodeId!: number | null;

  @ManyToOne(() => DocumentAccessCode, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected accessCode?: unknown;

  @Integer({ nullable: true })
  activityPasswordId!: number | null;

  @ManyToOne(() => ActivityDocumentsPassword, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activityPassword?: unknown;

  /** The account that it was given to and that alone may use it; null: no session asked. */
  @Integer({ nullable: true })
  accountId!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;

  /** The API key that it was given to and that alone may use it; null: none asked. */
  @Integer({ nullable: true })
  apiKeyId!: number | null;

  @ManyToOne(() => ApiKey, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected apiKey?: unknown;

  @Instant()
  createdAt!: string;

  @Instant()
  expiresAt!: string;
}
