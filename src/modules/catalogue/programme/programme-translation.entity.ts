import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { LongText } from '../../../core/types/text';
import { Integer, Prose } from '../../../database/sql/columns';
import { Programme } from './programme.entity';

/** The texts of a programme in another language. */
@TranslationOf<ProgrammeTranslation>(Programme, 'programmeId')
@Entity()
@Index(['programmeId', 'locale'], { unique: true })
@Index(['descriptionHtml.key'])
@ObjectType({ simpleResolvers: true, description: 'Texts of a programme in another language than the original one.' })
export class ProgrammeTranslation extends Translation {
  @Integer()
  programmeId!: number;

  @ManyToOne(() => Programme, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @Prose()
  @Field({ description: 'Full name of the programme in this language.' })
  name!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the programme, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;
}
