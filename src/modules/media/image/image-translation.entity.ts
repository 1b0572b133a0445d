import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { LongText } from '../../../core/types/text';
import { Integer, Prose } from '../../../database/sql/columns';
import { foldColumn } from '../../../database/text/folding';
import { Image } from './image.entity';

/** The texts of an image in another language. */
@TranslationOf<ImageTranslation>(Image, 'imageId')
@Entity()
@Index(['imageId', 'locale'], { unique: true })
@ObjectType({ simpleResolvers: true, description: 'Texts of an image in another language than the original one.' })
export class ImageTranslation extends Translation {
  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected image?: unknown;

  @Prose({ nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Alternative text in this language. Null only in a draft.',
  })
  alt!: string | null;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, { nullable: true, description: 'Caption in this language. Null if it has none.' })
  caption!: string | null;

  /** The value that filters compare. Written with the row, never read back. */
  @Prose({ nullable: true, select: false })
  get altFolded(): string | null {
    return foldColumn(this.alt);
  }
}
