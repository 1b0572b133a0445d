import { createUnionType, Field, Int, ObjectType, ArgsType } from 'type-graphql';
import { PageInfo } from '../../core/listing/connection';
import { Activity } from '../catalogue/activity/activity.entity';
import { Network } from '../catalogue/network/network.entity';
import { NewsItem } from '../catalogue/news/news-item.entity';

export const SearchResult = createUnionType({
  name: 'SearchResult',
  description: 'What a search finds.',
  types: () => [Activity, NewsItem, Network] as const,
});

export type SearchResult = Activity | NewsItem | Network;

// The functions are called by the default resolver, when their field is selected and not before.

@ObjectType({ simpleResolvers: true, description: 'Something that a search found.' })
export class SearchEdge {
  @Field(() => SearchResult, { description: 'The thing itself.' })
  node!: SearchResult;

  @Field(() => String, { description: 'Opaque; where the thing stands among what was found, for `after`.' })
  cursor!: () => string;

  @Field(() => String, {
    description:
      'HTML: about 30 words of the text around what was found, which is marked by <mark>; the rest is escaped. An ellipsis shows where the text goes on.',
  })
  snippet!: () => Promise<string>;
}

@ObjectType({ simpleResolvers: true, description: 'A page of what a search found.' })
export class SearchConnection {
  @Field(() => [SearchEdge], { description: 'The things on this page with their cursors and snippets.' })
  edges!: () => Promise<SearchEdge[]>;

  @Field(() => [SearchResult], { description: 'The things on this page.' })
  nodes!: () => Promise<SearchResult[]>;

  @Field(() => PageInfo, { description: 'Where this page lies in all that was found.' })
  pageInfo!: () => Promise<PageInfo>;

  @Field(() => Int, {
    description: 'How many things were found, of those that you may see; counted only when asked for.',
  })
  totalCount!: () => Promise<number>;
}

@ArgsType()
export class SearchArgs {
  @Field(() => String, {
    description:
      'Words, all of which must be in the thing; the last one may be the beginning of a word. "Quotes" make a phrase, and a minus before a word excludes it. Without regard to case, accents, soft hyphens and the kind of apostrophe, and ß is ss; the first 20 words count. A text without a word finds nothing.',
  })
  text!: string;

  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, 20 when absent.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of the same search: what comes after it.' })
  after?: string | null;
}
