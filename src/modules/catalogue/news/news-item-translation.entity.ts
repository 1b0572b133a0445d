import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { foldText } from '../../../database/text/folding';
import { NewsItem } from './news-item.entity';

/** The texts of a news item in another language. */
@TranslationOf<NewsItemTranslation>(NewsItem, 'newsItemId')
@Entity()
@Index(['newsItemId', 'locale'], { unique: true })
@Index(['localeSet', 'locale', 'titleFolded', 'newsItemId'])
@Index(['titleFolded', 'state', 'newsItemId'])
@Index(['bodyHtml.key'])
@Index('news_item_translation_outdated', ['newsItemId'], { where: 'has_outdated_texts = 1' })
@ObjectType({ simpleResolvers: true, description: 'Texts of a news item in another language than the original one.' })
export class NewsItemTranslation extends Translation {
  @Integer()
  newsItemId!: number;

  @LocaleSetColumn()
  localeSet!: string;

  @ManyToOne(() => NewsItem, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected newsItem?: unknown;

  @Prose()
  @Field({ description: 'Headline of the news item in this language.' })
  title!: string;

  @Prose()
  @LongText()
  @Field({ description: 'Excerpt of the news item in one or two sentences of plain text.' })
  excerpt!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description:
      'Full text of the news item, as Markdown. Null if it consists of the excerpt only, or if a translation lacks it.',
  })
  body!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'body' })
  bodyHtml!: RenderedMarkdown;

  /** The value that orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get titleFolded(): string {
    return foldText(this.title);
  }
}
