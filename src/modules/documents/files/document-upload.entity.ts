import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Integer } from '../../../database/sql/columns';
import { UploadTicket } from '../../files/upload-ticket';
import { RestrictedDocument } from '../document/restricted-document.entity';

/** Permission to send one file to a document. */
@Entity()
@Index(['documentId'])
export class DocumentUpload extends UploadTicket {
  @Integer()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected document?: unknown;

  /** The version of the content that the file must replace; 0 if the document has none; null if it may replace any. */
  @Integer({ nullable: true })
  replacesVersion!: number | null;
}
