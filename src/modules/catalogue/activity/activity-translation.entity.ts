import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Cost } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { MAX_TRANSLATED_TEXTS, TranslatedText } from '../../../core/languages/translated-text';
import { JsonText, Translation, TranslationOf } from '../../../core/languages/translation.entity';
import { RenderedMarkdown } from '../../../core/markdown/rendered-markdown';
import { LongText } from '../../../core/types/text';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { foldColumn, foldText } from '../../../database/text/folding';
import { Activity } from './activity.entity';

/** The texts of an activity in another language. */
@TranslationOf<ActivityTranslation>(Activity, 'activityId')
@Entity()
@Index(['activityId', 'locale'], { unique: true })
@Index(['localeSet', 'locale', 'titleFolded', 'activityId'])
@Index(['locale', 'state', 'activityId'])
// Conditions on a text read one of these.
@Index(['titleFolded', 'state', 'activityId'])
@Index(['placeFolded', 'state', 'activityId'])
@Index(['descriptionHtml.key'])
@Index('activity_translation_outdated', ['activityId'], { where: 'has_outdated_texts = 1' })
@ObjectType({ simpleResolvers: true, description: 'Texts of an activity in another language than the original one.' })
export class ActivityTranslation extends Translation {
  @Integer()
  activityId!: number;

  @LocaleSetColumn()
  localeSet!: string;

  @ManyToOne(() => Activity, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @Prose()
  @Field({ description: 'Title of the activity in this language.' })
  title!: string;

  @Prose()
  @LongText()
  @Field({ description: 'Summary of the activity in one or two sentences of plain text.' })
  summary!: string;

  @Prose({ nullable: true })
  @LongText()
  @Field(() => String, {
    nullable: true,
    description:
      'Full description of the activity, as Markdown. Null if none has been written, or if a translation lacks it.',
  })
  description!: string | null;

  @Column(() => RenderedMarkdown, { prefix: 'description' })
  descriptionHtml!: RenderedMarkdown;

  @KeyText({ length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Town or site at which the activity is held. Null if unknown, or if a translation lacks it.',
  })
  place!: string | null;

  @JsonText()
  @Cost({ size: { assumed: 100 } })
  @LongText()
  @Field(() => [String], { description: 'Objectives of the activity, in the order of the originals.' })
  objectives!: readonly string[];

  @JsonText()
  @Cost({ size: { assumed: 100 } })
  @LongText()
  @Field(() => [String], { description: 'Topics of the activity, in the order of the originals.' })
  topics!: readonly string[];

  @JsonText({ name: 'locations_texts', default: '[]' })
  @Cost({ size: { assumed: MAX_ENTRIES } })
  @Field(() => [TranslatedText], { description: 'Names of the locations of the activity.' })
  locations!: readonly TranslatedText[];

  @JsonText({ name: 'results_texts', default: '[]' })
  @Cost({ size: { assumed: MAX_TRANSLATED_TEXTS } })
  @Field(() => [TranslatedText], {
    description:
      'Titles, descriptions, comments, dimensions and qualitative values within the results of the activity.',
  })
  results!: readonly TranslatedText[];

  /** The value that orders compare. Written with the row, never read back. */
  @KeyText({ length: 600, select: false })
  get titleFolded(): string {
    return foldText(this.title);
  }

  /** The value that filters compare. Written with the row, never read back. */
  @KeyText({ length: 400, nullable: true, select: false })
  get placeFolded(): string | null {
    return foldColumn(this.place);
  }
}
