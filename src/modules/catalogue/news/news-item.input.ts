import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { PagingArgs } from '../../../core/listing/connection';
import { DateTimeFilter, StringFilter } from '../../../core/listing/filter-inputs';
import { OrderDirection, type Order } from '../../../core/listing/order';

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
