import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../../database/columns';
import { RestrictedDocument } from '../restricted-document.entity';
import { FileClaim } from './file-claims';

/** Leave to upload one file to a document. */
@Entity()
@Index(['documentId'])
export class DocumentUpload {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @Integer()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected document?: unknown;

  @Prose()
  fileName!: string;

  /** The version of the content that its file is to take the place of; 0: there is none yet; null: whichever there is. */
  @Integer({ nullable: true })
  replacesVersion!: number | null;

  /** The session or API key that asked for it, as a Bearer's text. */
  @KeyText({ length: 11 })
  madeFor!: string;

  @Instant()
  expiresAt!: string;

  /** Where the bytes go in the file store; null: none are coming in. */
  @KeyText({ length: 32, nullable: true, unique: true })
  fileKey!: string | null;

  /** The upload is open again when the claim goes. */
  @ManyToOne(() => FileClaim, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'file_key', referencedColumnName: 'fileKey' })
  protected claim?: unknown;

  /** When it had brought a file, after which it brings none; null: it has not. */
  @Instant({ nullable: true })
  completedAt!: string | null;
}
