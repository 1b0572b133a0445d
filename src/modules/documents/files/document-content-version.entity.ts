import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, KeyText, Prose, SafeInteger } from '../../../database/columns';
import { Account } from '../../identity/account.entity';
import { RestrictedDocument } from '../restricted-document.entity';

/** A version of a document's file. The current one is the document's `contentVersion`; earlier ones stay for the record. */
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

  /** From 1. */
  @Integer()
  version!: number;

  @Prose()
  fileName!: string;

  @Prose()
  mediaType!: string;

  /** Of the plain bytes. */
  @SafeInteger()
  byteSize!: number;

  /** Of the plain bytes, in hexadecimal. */
  @KeyText({ length: 64 })
  sha256!: string;

  /** Where the encrypted bytes are in the file store. */
  @KeyText({ length: 32, unique: true })
  fileKey!: string;

  /** The public half of the key that they are encrypted to: an age recipient. */
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
