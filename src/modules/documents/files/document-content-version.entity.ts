import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText, Prose, SafeInteger } from '../../../database/sql/columns';
import { Account } from '../../identity/account/account.entity';
import { RestrictedDocument } from '../document/restricted-document.entity';

/**
 * A file that a document has, or has had. The document's `contentVersion` is the number of the current one. Earlier
 * ones stay in the store for the record.
 */
@Entity()
@Index(['documentId', 'version'], { unique: true })
@Index(['keyId'])
export class DocumentContentVersion {
  @PrimaryGeneratedColumn()
  id!: number;

  @Integer()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected document?: unknown;

  /** The number of the file among the files of its document, counted from 1. */
  @Integer()
  version!: number;

  @Prose()
  fileName!: string;

  @Prose()
  mediaType!: string;

  /** The size of the unencrypted file. */
  @SafeInteger()
  byteSize!: number;

  /** The SHA-256 hash of the unencrypted file, in hexadecimal. */
  @KeyText({ length: 64 })
  sha256!: string;

  /** The key of the encrypted file in the file store. */
  @KeyText({ length: 32, unique: true })
  fileKey!: string;

  /** The age recipient that the file is encrypted for: the public part of a key. */
  @KeyText({ length: 62 })
  keyId!: string;

  @Instant()
  uploadedAt!: string;

  @Integer({ nullable: true })
  uploadedById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected uploadedBy?: unknown;
}
