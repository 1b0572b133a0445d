import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../../database/columns';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { FileLease } from './file-leases';

/** An upload ticket: permission to send one file to a document. */
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

  /** The version of the content that the file must replace; 0 if the document has none; null if it may replace any. */
  @Integer({ nullable: true })
  replacesVersion!: number | null;

  /** The session or API key that the ticket was created for, as `formatLinkHolder` writes it. */
  @KeyText({ length: 11 })
  madeFor!: string;

  @Instant()
  expiresAt!: string;

  /** The key of the incoming file in the file store; null while no upload is in progress. */
  @KeyText({ length: 32, nullable: true, unique: true })
  fileKey!: string | null;

  /** If the upload fails, its lease is deleted, and the ticket can be used again. */
  @ManyToOne(() => FileLease, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'file_key', referencedColumnName: 'fileKey' })
  protected lease?: unknown;

  /** When the file became a version; null before that. A completed ticket cannot be used again. */
  @Instant({ nullable: true })
  completedAt!: string | null;
}
