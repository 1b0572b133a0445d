import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, Integer, Prose } from '../../../database/sql/columns';
import { FileReference } from '../../files/file-reference.entity';
import { Account } from '../../identity/account/account.entity';
import { RestrictedDocument } from '../document/restricted-document.entity';

/**
 * A file that a document has, or has had. The document's `contentVersion` is the number of the current one. Earlier
 * ones stay in the store for the record.
 */
@Entity()
@Index(['documentId', 'version'], { unique: true })
@Index(['keyId'])
export class DocumentContentVersion extends FileReference {
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

  @Instant()
  uploadedAt!: string;

  @Integer({ nullable: true })
  uploadedById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected uploadedBy?: unknown;
}
