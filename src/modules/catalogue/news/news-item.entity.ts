import { Field, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import { type ContentIn, type EditableField, type Fields, fieldsOf } from '../../../core/fields/field';
import { firstPublication, slug, text } from '../../../core/fields/field-kinds';
import { links } from '../../../core/fields/list-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale, TranslationOf } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, Prose } from '../../../database/sql/columns';
import { Attachment } from '../../media/attachment/attachment.entity';
import { Image } from '../../media/image/image.entity';
import { image, images } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { mediaList } from '../../media/media-list';
import { Publishable } from '../../publishing/publication.entity';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { Activity, activityKey } from '../activity/activity.entity';
import { activityVisibility } from '../activity/activity.policy';
import { isNewsItemEditable, isNewsItemOfNetwork, isNewsItemVisible } from './news-item.policy';

/** An activity that a news item is about. */
@Entity()
@Index(['activityId', 'newsItemId'])
export class NewsActivity {
  @PrimaryColumn({ type: 'integer' })
  newsItemId!: number;

  @ManyToOne('NewsItem', { onDelete: 'CASCADE' })
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

  @ManyToOne('NewsItem', { onDelete: 'CASCADE' })
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

  @ManyToOne('NewsItem', { onDelete: 'CASCADE' })
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

/** The fields of a news item. */
const newsItemFields = {
  slug: slug({
    description: 'Name of the news item in URLs, unique among news items',
    from: 'title',
    fallback: 'news',
  }),
  title: text({
    description: 'Headline of the news item',
    max: MAX_LENGTH.title,
    maxFolded: MAX_FOLDED_LENGTH.title,
    required: true,
    translatable: true,
  }),
  excerpt: text({
    description: 'Excerpt of the news item in one or two sentences of plain text',
    max: MAX_LENGTH.summary,
    required: true,
    multiline: true,
    translatable: true,
  }),
  body: markdown({
    description: 'Full text of the news item',
    whenNull: 'Null if it consists of the excerpt only, or if a translation lacks it.',
    max: MAX_LENGTH.prose,
    rendered: 'bodyHtml',
  }),
  publishedAt: firstPublication({
    description: 'Time at which the news item was first published',
    whenNull: 'Null if unknown, or if it has not been published.',
  }),
  activities: links(NewsActivity, { owner: 'newsItemId', target: 'activityId' }, activityKey, {
    description: 'Slugs of the activities that the news item is about',
    note:
      'An editor of one network must include an activity of that network and must leave activities of other networks ' +
      'unchanged: FORBIDDEN otherwise.',
    visibility: activityVisibility,
  }),
  cover: image(NewsImage, 'newsItemId', {
    description: 'Global id of the image that stands for the news item',
    note: 'The file of the image must have been uploaded, and you must be allowed to edit the image.',
  }),
  gallery: images(NewsImage, 'newsItemId', {
    description: 'Global ids of further images of the news item in their order',
  }),
  attachments: mediaList('attachment', NewsAttachment, 'newsItemId', {
    description: 'Global ids of the attachments of the news item in their order',
    note: 'Their files must have been uploaded, and you must be allowed to edit them.',
  }),
  links: webLinks({ description: 'Links of the news item to pages elsewhere in their order' }),
} satisfies Fields;

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
export class NewsItem extends withColumns(Publishable, newsItemFields) implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

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
}

/** The texts of a news item in another language. */
@TranslationOf<NewsItemTranslation>(NewsItem, 'newsItemId')
@Entity()
@Index(['localeSet', 'locale', 'titleFolded', 'newsItemId'])
@Index(['titleFolded', 'state', 'newsItemId'])
@Index(['bodyHtml.key'])
@Index('news_item_translation_outdated', ['newsItemId'], { where: 'has_outdated_texts = 1' })
@ObjectType({ simpleResolvers: true, description: 'Texts of a news item in another language than the original one.' })
export class NewsItemTranslation extends withTranslatedColumns(() => NewsItem, 'newsItemId', newsItemFields) {
  @LocaleSetColumn()
  localeSet!: string;
}

const content = fieldsOf(NewsItem, localized(NewsItem, NewsItemTranslation, newsItemFields));

export const publishableNewsItem: PublishableDefinition<
  ContentIn<typeof content>,
  EditableField<ContentIn<typeof content>>
> = {
  name: PublishableType.NEWS_ITEM,
  nouns: ['news item', 'news'],
  content,
  publishedEvent: 'newsItemPublished',
  isVisible: (viewer) => isNewsItemVisible(viewer, 't'),
  isEditable: (viewer) => isNewsItemEditable(viewer, 't'),
  isOfNetwork: (networkId) => isNewsItemOfNetwork('t', networkId),
};
