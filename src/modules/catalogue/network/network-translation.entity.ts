import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { foldText } from '../../../database/text/folding';
import { Network } from './network.entity';

/** The texts of a network in another language. */
@TranslationOf<NetworkTranslation>(Network, 'networkId')
@Entity()
@Index(['networkId', 'locale'], { unique: true })
@Index(['descriptionHtml.key'])
@Index(['localeSet', 'locale', 'nameFolded', 'networkId'])
@Index('network_translation_outdated', ['networkId'], { where: 'has_outdated_texts = 1' })
@ObjectType({ simpleResolvers: true, description: 'Texts of a network in another language than the original one.' })
export class NetworkTranslation extends Translation {
  @Integer()
  networkId!: number;

  @LocaleSetColumn()
  localeSet!: string;

  @ManyToOne(() => Network, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @Prose()
  @Field({ description: 'Full name of the network in this language.' })
  name!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the network, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;

  /** The value that orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get nameFolded(): string {
    return foldText(this.name);
  }
}
