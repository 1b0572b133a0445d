import { ArgsType, Field, InputType, registerEnumType, ObjectType, ID, Int } from 'type-graphql';
import { PagingArgs, connectionType, edgeType } from '../../../core/listing/connection';
import { DateTimeFilter, StringFilter } from '../../../core/listing/filter-inputs';
import { OrderDirection, type Order } from '../../../core/listing/order';
import { NewsItem } from './news-item.entity';
import { DateTimeScalar } from '../../../core/types/scalars';
import { MutationInput } from '../../../core/mutations/mutation-inputs';

export enum NewsItemOrderField {
  PUBLISHED_AT = 'PUBLISHED_AT',
  TITLE = 'TITLE',
}

registerEnumType(NewsItemOrderField, {
  name: 'NewsItemOrderField',
  description: 'What news can be ordered by.',
  valuesConfig: {
    PUBLISHED_AT: { description: 'When it was first published.' },
    TITLE: { description: 'The headline, without case and accents.' },
  },
});

@InputType({ description: 'One criterion of an order of news.' })
export class NewsItemOrder implements Order<NewsItemOrderField> {
  @Field(() => NewsItemOrderField, { description: 'What to order by.' })
  field!: NewsItemOrderField;

  @Field(() => OrderDirection, { description: 'In which direction.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Conditions on news; all that are given must hold.' })
export class NewsItemFilter {
  @Field(() => [NewsItemFilter], { nullable: true, description: 'All of these hold.' })
  and?: NewsItemFilter[];

  @Field(() => [NewsItemFilter], {
    nullable: true,
    description: 'At least one of these holds; an empty list matches nothing.',
  })
  or?: NewsItemFilter[];

  @Field(() => NewsItemFilter, { nullable: true, description: 'This does not hold.' })
  not?: NewsItemFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The headline.' })
  title?: StringFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'When it was first published.' })
  publishedAt?: DateTimeFilter;

  @Field(() => [String], { nullable: true, description: 'It is about one of these activities, by slug.' })
  activity?: string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Words of the headline, excerpt or body, as `search` reads them. A text without a word matches nothing. For editors of one network it looks at what is public alone.',
  })
  text?: string;
}

@ArgsType()
export class NewsItemsArgs extends PagingArgs {
  @Field(() => NewsItemFilter, { nullable: true, description: 'Which news; all when absent.' })
  filter?: NewsItemFilter | null;

  @Field(() => [NewsItemOrder], { nullable: true, description: 'In which order; the latest first when absent.' })
  orderBy?: NewsItemOrder[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'A piece of news in a list.' })
class NewsItemEdge extends edgeType(NewsItem) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of news.' })
export class NewsItemConnection extends connectionType(NewsItem, NewsItemEdge) {}

/** What may be said of a piece of news, when it is made and when it is changed. */
@InputType()
abstract class NewsItemFields extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Names it in URLs; made of the headline when it is null, or absent from a new one. Absent from a change, it stays.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The whole text, as Markdown; at most 60,000 characters.',
  })
  body?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was first published; null, or absent from a new one: unknown until the public begins to see it here, and then that instant. Absent from a change, it stays.',
  })
  publishedAt?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The slugs of the activities that it is about; at most 100.',
  })
  activities?: string[] | null;
}

@InputType({ description: 'A piece of news that is to be made, as a draft.' })
export class CreateNewsItemInput extends NewsItemFields {
  @Field({ description: 'Its headline, of 1 to 300 characters.' })
  title!: string;

  @Field({ description: 'What it says, in one or two sentences of plain text; 1 to 2,000 characters.' })
  excerpt!: string;
}

@InputType({ description: 'What is to change of a piece of news: what is absent stays, null clears.' })
export class UpdateNewsItemInput extends NewsItemFields {
  @Field(() => ID, { description: 'The piece of news.' })
  id!: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Its headline; cannot be cleared.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'What it says, in short; cannot be cleared.' })
  excerpt?: string | null;
}
