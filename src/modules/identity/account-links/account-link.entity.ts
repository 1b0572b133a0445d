import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { DAY_MS, HOUR_MS } from '../../../core/time';
import { Instant, Integer, KeyText } from '../../../database/sql/columns';
import { Account } from '../account/account.entity';

/** What a link of an account does. */
export enum LinkPurpose {
  INVITATION = 'INVITATION',
  PASSWORD_RESET = 'PASSWORD_RESET',
}

/** How long a link works, by its purpose, in milliseconds. */
export const LINK_LIFETIME_MS: Readonly<Record<LinkPurpose, number>> = {
  [LinkPurpose.INVITATION]: 7 * DAY_MS,
  [LinkPurpose.PASSWORD_RESET]: HOUR_MS,
};

/** A link that a mail contains, by which its recipient chooses a password. Using it deletes the row. */
@Entity()
@Index(['accountId'])
@Index(['expiresAt'])
export class AccountLink {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal. The token itself is only in the mail. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 14 })
  purpose!: LinkPurpose;

  /** null: the link does nothing. Such a row takes the time of one that does. */
  @Integer({ nullable: true })
  accountId!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;

  @Instant()
  createdAt!: string;

  @Instant()
  expiresAt!: string;

  /** The account that caused the link (see Creator); null for a link that its owner asked for. */
  @Integer({ nullable: true })
  createdById!: number | null;

  /** The API key that caused the link. */
  @Integer({ nullable: true })
  createdByKeyId!: number | null;
}
