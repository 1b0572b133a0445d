import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { LongText } from '../../../core/types/text';
import { Instant, Integer, KeyText, Prose, SafeInteger } from '../../../database/sql/columns';
import { foldColumn } from '../../../database/text/folding';
import { FileReference } from '../../files/file-reference.entity';
import { UploadTicket } from '../../files/upload-ticket';

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'The point of an image that should stay visible when it is cropped.',
})
export class FocalPoint {
  @Field(() => Float, { description: 'Distance from the left edge, as a fraction of the width: 0 to 1.' })
  x!: number;

  @Field(() => Float, { description: 'Distance from the upper edge, as a fraction of the height: 0 to 1.' })
  y!: number;
}

/** An image that content can show. Its file never changes: another picture is another image. */
@Entity()
@Index(['contentHash'])
@Index(['networkId'])
@Index(['unusedSince'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description:
    'Image that activities, news items, networks, programmes and organisations show. You see it if you see an item that shows it.',
})
export class Image extends Node implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @Prose({ nullable: true })
  alt!: string | null;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description:
      'Caption of the image, as plain text. Null if it has none in the language of the item that shows the image.',
  })
  caption!: string | null;

  @Prose({ nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Author or rights holder of the image, to be shown with it. Null if unknown.',
  })
  credit!: string | null;

  @Integer({ default: 0 })
  @Field(() => Int, {
    description: 'Width of the original in pixels, upright. 0 until the file has been uploaded.',
  })
  width!: number;

  @Integer({ default: 0 })
  @Field(() => Int, {
    description: 'Height of the original in pixels, upright. 0 until the file has been uploaded.',
  })
  height!: number;

  @KeyText({ length: 200, default: '' })
  @Field({
    description:
      'Tiny version of the image as a `data:` URI of at most 200 characters, to be shown until the image has loaded. Empty until the file has been uploaded.',
  })
  placeholder!: string;

  @SafeInteger({ nullable: true })
  focalX!: number | null;

  @SafeInteger({ nullable: true })
  focalY!: number | null;

  @Integer({ default: 1 })
  version!: number;

  /** The SHA-256 hash of the kept original, in hexadecimal; null until the file has been uploaded. It is in addresses. */
  @KeyText({ length: 64, nullable: true })
  contentHash!: string | null;

  /** The network that the editor who created the image was bound to: its editors may change the image. */
  @Integer({ nullable: true })
  networkId!: number | null;

  // By name, because networks show images and import this file.
  @ManyToOne('Network', { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected network?: unknown;

  @Instant()
  createdAt!: string;

  @Instant()
  updatedAt!: string;

  /** The instant at which the image was first found to be used by no item; null: it was used then, or is new. */
  @Instant({ nullable: true })
  unusedSince!: string | null;

  /** The value that filters compare. Written with the row, never read back. */
  @Prose({ nullable: true, select: false })
  get altFolded(): string | null {
    return foldColumn(this.alt);
  }
}

/** A file of an image: the kept original, or a derivative that was requested once. */
@Entity()
@Index(['imageId', 'variant'], { unique: true })
@Index(['keyId'])
export class ImageFile extends FileReference {
  @PrimaryGeneratedColumn()
  id!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;

  /** `original`, or the last part of the address of a derivative, such as `640.webp`. */
  @KeyText({ length: 20 })
  variant!: string;

  @Prose()
  mediaType!: string;
}

/** Permission to send the file of an image. */
@Entity()
@Index(['imageId'])
export class ImageUpload extends UploadTicket {
  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}
