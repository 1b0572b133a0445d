import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText } from '../../../database/sql/columns';
import { Account } from '../../identity/account/account.entity';
import { ApiKey } from '../../identity/api-key/api-key.entity';
import { DocumentAccessCode } from './access-code/document-access-code.entity';
import { ActivityDocumentsPassword } from './documents-password/activity-documents-password.entity';

/**
 * The grant that unlocking returns. It opens the document of the access code, or the documents of the activity whose
 * password was sent. It lasts some minutes, and never longer than its code or password.
 */
@Entity()
@Index(['accessCodeId'])
@Index(['activityPasswordId'])
@Index(['accountId'])
@Index(['apiKeyId'])
export class DocumentGrant {
  @PrimaryGeneratedColumn()
  id!: number;

  /** The SHA-256 hash of the token in hexadecimal. The token itself is not stored. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  /** A grant has either an access code or a password of a page. */
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

  /** The only account that may use the grant; null if the request had no session. */
  @Integer({ nullable: true })
  accountId!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;

  /** The only API key that may use the grant; null if the request had no API key. */
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
