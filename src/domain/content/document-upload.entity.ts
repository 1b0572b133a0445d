import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, KeyText, Prose, Whole } from '../../database/columns';
import { Account } from '../account/account.entity';
import { RestrictedDocument } from '../document/restricted-document.entity';

/**
 * Leave to upload one file to a document. While bytes come in, the row names where they go and who takes them, so that
 * what a process that dies leaves behind is found.
 */
@Entity()
@Index(['documentId'])
export class DocumentUpload {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @Whole()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected document?: unknown;

  @Prose()
  fileName!: string;

  @Whole({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  @Instant()
  expiresAt!: string;

  /** Where the bytes go in the file store; null: none are coming in. */
  @KeyText({ length: 32, nullable: true, unique: true })
  fileKey!: string | null;

  /** The process that takes the bytes, as `host:pid`; null as for `fileKey`. */
  @KeyText({ length: 300, nullable: true })
  takenBy!: string | null;

  /** Moves while the process lives; null as for `fileKey`. */
  @Instant({ nullable: true })
  touchedAt!: string | null;

  /** When it had brought a file, after which it brings none; null: it has not. */
  @Instant({ nullable: true })
  completedAt!: string | null;
}
