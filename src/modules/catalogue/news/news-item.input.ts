import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ConditionCost, costOfTranslatedText } from '../../../core/cost/condition-cost';
import { connectionType, edgeType, PagingArgs } from '../../../core/listing/connection';
import { Combinable, DateTimeFilter, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { orderType } from '../../../core/listing/order';
import { Cached } from '../../../core/types/cached';
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
export class NewsItemOrder extends orderType(NewsItemOrderField, 'news items') {}

@Combinable('news item')
@InputType({ description: 'Conditions on news items, all of which must be met. ' + NO_NULL })
export class NewsItemFilter {
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
