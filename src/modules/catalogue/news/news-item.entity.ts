import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { LongText } from '../../../core/types/text';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';
import { foldText } from '../../../database/text/folding';
import { Attachment } from '../../media/attachment/attachment.entity';
import { Image } from '../../media/image/image.entity';
import { Publishable } from '../../publishing/publication.entity';
import { Activity } from '../activity/activity.entity';

@Entity()
@Index(['publishedAt', 'id', 'publication.state'])
@Index(['titleFolded', 'id', 'publication.state'])
@Index(['localeSet', 'titleFolded', 'id', 'publication.state'])
@Index(['bodyHtml.key'])
// Counts of all published news items read it completely.
@Index('news_item_published', ['id'], { where: "publication_state = 'PUBLISHED'" })
// Counts of what editors see read it completely.
@Index(['id', 'publication.state', 'publication.deletedAt'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node, Publishable],
  simpleResolvers: true,
  description: 'News about activities, or on its own.',
})
export class NewsItem extends Publishable implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  @KeyText({ length: 200, unique: true })
  @Field({ description: 'Name of the news item in URLs, unique among news items.' })
  slug!: string;

  @Prose()
  @Field({ description: 'Headline of the news item.' })
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

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time at which the news item was first published. Null if unknown, or if it has not been published.',
  })
  publishedAt!: string | null;

  /** Null: a release that does not know the column has written the row. */
  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time of the last change to the news item. After its publication, only changes that readers see count: drafts of translations ' +
      'do not. Null if unknown.',
  })
  updatedAt!: string | null;

  /** JSON; see linksOf. */
  @Prose({ nullable: true })
  links!: string | null;

  /** The value that filters and orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get titleFolded(): string {
    return foldText(this.title);
  }
}

/** An activity that a news item is about. */
@Entity()
@Index(['activityId', 'newsItemId'])
export class NewsActivity {
  @PrimaryColumn({ type: 'integer' })
  newsItemId!: number;

  @ManyToOne(() => NewsItem, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected newsItem?: unknown;

  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne(() => Activity, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;
}

/** An image of a news item: the cover at position 0, or one of the gallery from 1. */
@Entity()
@Index(['imageId'])
export class NewsImage {
  @PrimaryColumn({ type: 'integer' })
  newsItemId!: number;

  @ManyToOne(() => NewsItem, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected newsItem?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}

/** An attachment of a news item, at its position from 1. */
@Entity()
@Index(['attachmentId'])
export class NewsAttachment {
  @PrimaryColumn({ type: 'integer' })
  newsItemId!: number;

  @ManyToOne(() => NewsItem, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected newsItem?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  attachmentId!: number;

  @ManyToOne(() => Attachment, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected attachment?: unknown;
}
