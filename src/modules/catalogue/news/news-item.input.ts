import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ConditionCost, costOfTranslatedText } from '../../../core/cost/condition-cost';
import { connectionType, edgeType, PagingArgs } from '../../../core/listing/connection';
import { DateTimeFilter, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { type Order, OrderDirection } from '../../../core/listing/order';
import { LocalizedInput } from '../../../core/mutations/mutation-inputs';
import { Cached } from '../../../core/types/cached';
import { DateTimeScalar } from '../../../core/types/scalars';
import { LinkInput } from '../../media/link/link';
import { PublicationState } from '../../publishing/publication.entity';
import { NewsItem } from './news-item.entity';

export enum NewsItemOrderField {
  PUBLISHED_AT = 'PUBLISHED_AT',
  TITLE = 'TITLE',
}

registerEnumType(NewsItemOrderField, {
  name: 'NewsItemOrderField',
  description: 'Field by which news items can be ordered.',
  valuesConfig: {
    PUBLISHED_AT: { description: 'Time of first publication.' },
    TITLE: { description: 'Headline of the news item in the language in which it is shown, without case and accents.' },
  },
});

@InputType({ description: 'One criterion of the order of news items.' })
export class NewsItemOrder implements Order<NewsItemOrderField> {
  @Field(() => NewsItemOrderField, { description: 'Field to order the news items by.' })
  field!: NewsItemOrderField;

  @Field(() => OrderDirection, { description: 'Direction of the order: ascending or descending.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Conditions on news items, all of which must be met. ' + NO_NULL })
export class NewsItemFilter {
  @Field(() => [NewsItemFilter], {
    nullable: true,
    description: 'Conditions on the news item, all of which must be met.',
  })
  and?: NewsItemFilter[];

  @Field(() => [NewsItemFilter], {
    nullable: true,
    description: 'Conditions on the news item, at least one of which must be met. An empty list matches nothing.',
  })
  or?: NewsItemFilter[];

  @Field(() => NewsItemFilter, { nullable: true, description: 'Condition that the news item must not meet.' })
  not?: NewsItemFilter;

  @ConditionCost(1.5, costOfTranslatedText('news_item'))
  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the headline of the news item, in one of the languages in which it is available.',
  })
  title?: StringFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'Condition on the time of first publication.' })
  publishedAt?: DateTimeFilter;

  @ConditionCost(0.3)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches news items about one of the activities with these slugs.',
  })
  activity?: string[];

  @ConditionCost(3)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches news items about an activity in which one of the networks with these slugs takes part.',
  })
  network?: string[];

  @ConditionCost(0.5)
  @Field(() => String, {
    nullable: true,
    description:
      'Text to search for in headline, excerpt and body, with the syntax of `search`. A text without a ' +
      'word matches nothing. For an editor of one network, only public content is searched.',
  })
  text?: string;

  @ConditionCost(1.2, { isOfList: true })
  @Field(() => [PublicationState], {
    nullable: true,
    description: 'Matches news items in one of these publication states. News items that you may not edit match none.',
  })
  publicationState?: PublicationState[];
}

@ArgsType()
export class NewsItemsArgs extends PagingArgs {
  @Field(() => NewsItemFilter, {
    nullable: true,
    description: 'Conditions on the news items. If absent, all news items that you may see are listed.',
  })
  filter?: NewsItemFilter | null;

  @Field(() => [NewsItemOrder], {
    nullable: true,
    description:
      'Criteria of the order, the most important first, each field at most once. Ties are ordered by id. If ' +
      'absent or empty, the most recent come first.',
  })
  orderBy?: NewsItemOrder[] | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'News item in a list, with its cursor.' })
class NewsItemEdge extends edgeType(NewsItem, 'news item') {}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Page of a list of news items.' })
export class NewsItemConnection extends connectionType(NewsItem, NewsItemEdge, 'news items') {}

/** The fields that the inputs for creating and updating a news item share. */
@InputType()
abstract class NewsItemFields extends LocalizedInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the news item in URLs, unique among news items. Generated from the headline if null, or if ' +
      'absent in a new news item. Unchanged if absent in an update.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Full text of the news item, as Markdown, at most 60,000 characters.',
  })
  body?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time at which the news item was first published. If null, or if absent in a new news item, the time ' +
      'is set when the news item is published here for the first time. Unchanged if absent in an update.',
  })
  publishedAt?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Slugs of the activities that the news item is about, each at most once, at most 100. An editor of one network must ' +
      'include an activity of that network and must leave activities of other networks unchanged: FORBIDDEN otherwise.',
  })
  activities?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Global id of the image that stands for the news item. The file of the image must have been uploaded, and you must be allowed to edit the image.',
  })
  cover?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Global ids of further images of the news item in their order, each at most once, at most 100.',
  })
  gallery?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Global ids of the attachments of the news item in their order, each at most once, at most 100. Their files must have been uploaded, and you must be allowed to edit them.',
  })
  attachments?: string[] | null;

  @Field(() => [LinkInput], {
    nullable: true,
    description: 'Links of the news item to pages elsewhere in their order, at most 100.',
  })
  links?: LinkInput[] | null;
}

@InputType({ description: 'Content of a new news item.' })
export class CreateNewsItemInput extends NewsItemFields {
  @Field({ description: 'Headline of the news item, 1 to 300 characters.' })
  title!: string;

  @Field({ description: 'Excerpt of the news item in one or two sentences of plain text, 1 to 2,000 characters.' })
  excerpt!: string;
}

@InputType({ description: 'Changes to a news item. A field that is absent does not change. Null clears a field.' })
export class UpdateNewsItemInput extends NewsItemFields {
  @Field(() => ID, { description: 'Global id of the news item to update.' })
  id!: string;

  @Field(() => Int, {
    description: 'Version of the news item that the update is based on. CONFLICT if it is not the current version.',
  })
  version!: number;

  @Field(() => String, {
    nullable: true,
    description: 'New headline of the news item, 1 to 300 characters. Must not be null.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'New excerpt of the news item, 1 to 2,000 characters. Must not be null.',
  })
  excerpt?: string | null;
}
