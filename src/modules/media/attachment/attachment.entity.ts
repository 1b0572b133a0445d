import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Cached } from '../../../core/types/cached';
import { LocaleScalar, MAX_LOCALE_LENGTH } from '../../../core/types/locale';
import { Node } from '../../../core/types/node';
import { DateScalar, SafeIntScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose, SafeInteger } from '../../../database/sql/columns';
import { foldText } from '../../../database/text/folding';
import { FileReference } from '../../files/file-reference.entity';
import { UploadTicket } from '../../files/upload-ticket';

/** A public file that content offers. Its file never changes: another file is another attachment. */
@Entity()
@Index(['contentHash'])
@Index(['networkId'])
@Index(['unusedSince'])
@Cached('revision')
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'File that activities and news items offer to everyone who sees them, such as a report or an agenda. You see it if you see an item that offers it. Files for some readers only are restricted documents.',
})
export class Attachment extends Node {
  @Prose()
  @Field({ description: 'Title of the file, in the language of the file.' })
  title!: string;

  @KeyText({ length: MAX_LOCALE_LENGTH, nullable: true })
  @Field(() => LocaleScalar, {
    nullable: true,
    description: 'Language of the file and of its title. Null if the file has none, such as a table of numbers.',
  })
  language!: string | null;

  @KeyText({ length: 10, nullable: true })
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the content of the file was published. Null if unknown.',
  })
  publishedOn!: string | null;

  @Prose()
  @Field({ description: 'Name to save the file under.' })
  fileName!: string;

  @Prose()
  @Field({ description: 'Media type of the file, as registered by IANA, such as application/pdf.' })
  mediaType!: string;

  @SafeInteger({ default: 0 })
  @Field(() => SafeIntScalar, { description: 'Size of the file in bytes. 0 until the file has been uploaded.' })
  byteSize!: number;

  @Integer({ default: 1 })
  version!: number;

  /** The SHA-256 hash of the file, in hexadecimal; null until it has been uploaded. It is in the address. */
  @KeyText({ length: 64, nullable: true })
  contentHash!: string | null;

  /** The network that the editor who created the attachment was bound to: its editors may change the attachment. */
  @Integer({ nullable: true })
  networkId!: number | null;

  // By name, because networks are part of the catalogue, which imports this file.
  @ManyToOne('Network', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected network?: unknown;

  @Instant()
  createdAt!: string;

  @Instant()
  updatedAt!: string;

  /** The instant at which it was first found to be used by no item; null: it was used then, or is new. */
  @Instant({ nullable: true })
  unusedSince!: string | null;

  /** The value that filters compare. Written with the row, never read back. */
  @Prose({ nullable: true, select: false })
  get titleFolded(): string {
    return foldText(this.title);
  }
}

/** The stored file of an attachment. */
@Entity()
@Index(['keyId'])
export class AttachmentFile extends FileReference {
  @PrimaryGeneratedColumn()
  id!: number;

  @Integer({ unique: true })
  attachmentId!: number;

  @ManyToOne(() => Attachment, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected attachment?: unknown;
}

/** Permission to send the file of an attachment. */
@Entity()
@Index(['attachmentId'])
export class AttachmentUpload extends UploadTicket {
  @Integer()
  attachmentId!: number;

  @ManyToOne(() => Attachment, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected attachment?: unknown;
}
