import { ArgsType, createUnionType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Cost, type FieldCall, type FieldCost, type ResolvingCost } from '../../core/cost/field-cost';
import { PageInfo } from '../../core/listing/connection';
import { maxPageSize } from '../../core/listing/page';
import { Cached } from '../../core/types/cached';
import { countryCodes } from '../../core/types/country-code';
import { LocaleScalar } from '../../core/types/locale';
import type { RowsOfParent, Sizes } from '../../database/reading/sizes';
import { countSearchWords } from '../../database/text/search-text';
import { Activity } from '../catalogue/activity/activity.entity';
import { Country } from '../catalogue/country/country';
import { Network } from '../catalogue/network/network.entity';
import { NewsItem } from '../catalogue/news/news-item.entity';
import { Organisation } from '../catalogue/organisation/organisation.entity';

export const ACTIVITY_TRANSLATIONS: RowsOfParent = { table: 'activity_translation', parent: 'activity_id' };

/** The published translations of what is searched. */
const TRANSLATIONS: readonly RowsOfParent[] = [
  ACTIVITY_TRANSLATIONS,
  { table: 'network_translation', parent: 'network_id' },
  { table: 'news_item_translation', parent: 'news_item_id' },
  { table: 'organisation_translation', parent: 'organisation_id' },
];

/*
 * Measured on SQLite with words that no text matches, and texts that are longer than what is compared of them: in each language
 * 0.8 ms, and 0.02 ms for each word of the search. Finding what else each word may be meant to be takes up to 0.05 ms.
 */
const LANGUAGE_COST = 1_100;
const COMPARED_WORD_COST = 25;
const PARSED_WORD_COST = 65;

/** Cost of the field of a snippet: a whole text is read, with up to a hundred topics. */
export const snippetCost: ResolvingCost = { statements: 4, weight: 400, rows: 101 };

/** Cost of comparing the words of an item, in all its languages, with those of a search. */
export function comparisonCost(text: unknown, sizes: Sizes, translations: readonly RowsOfParent[]): number {
  const words = countSearchWords(text);
  const languages = 1 + Math.max(...translations.map((list) => sizes.longestOf(list)));
  return languages * (LANGUAGE_COST + words * COMPARED_WORD_COST) + words * PARSED_WORD_COST;
}

/** The cost depends on the text, which is an argument of the search. */
const snippetOfSearch: FieldCost = {
  ...snippetCost,
  scannedLists: TRANSLATIONS,
  scansForAll: ({ args, sizes }) => maxPageSize(args) * comparisonCost(args['text'], sizes, TRANSLATIONS),
};

export const SearchResult = createUnionType({
  name: 'SearchResult',
  description: 'Item that a search can find.',
  types: () => [Activity, NewsItem, Network, Country, Organisation] as const,
});

export type SearchResult = Activity | NewsItem | Network | Country | Organisation;

export enum SearchResultType {
  ACTIVITY = 'ACTIVITY',
  COUNTRY = 'COUNTRY',
  NETWORK = 'NETWORK',
  NEWS_ITEM = 'NEWS_ITEM',
  ORGANISATION = 'ORGANISATION',
}

registerEnumType(SearchResultType, {
  name: 'SearchResultType',
  description: 'Type of an item that a search can find.',
  valuesConfig: {
    ACTIVITY: { description: 'Item of type `Activity`.' },
    COUNTRY: { description: 'Item of type `Country`.' },
    NETWORK: { description: 'Item of type `Network`.' },
    NEWS_ITEM: { description: 'Item of type `NewsItem`.' },
    ORGANISATION: { description: 'Item of type `Organisation`.' },
  },
});

/** The items that there are, of which a page has each at most once. */
const searched = ({ sizes }: FieldCall): ReadonlyMap<string, number> =>
  new Map([
    [Activity.name, sizes.rowsOf('activity')],
    [NewsItem.name, sizes.rowsOf('news_item')],
    [Network.name, sizes.rowsOf('network')],
    [Country.name, countryCodes.length],
    [Organisation.name, sizes.rowsOf('organisation')],
  ]);

// The properties are functions. The default resolver calls them only if the operation selects their field.

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Result of a search, with its cursor and snippet.' })
export class SearchEdge {
  @Cost({ isOwn: true, types: searched })
  @Field(() => SearchResult, { description: 'Item that was found.' })
  node!: SearchResult;

  @Field(() => String, { description: 'Opaque position of the item in the results, for `after`.' })
  cursor!: () => string;

  @Cost(snippetOfSearch)
  @Field(() => String, {
    description:
      'HTML with about 30 words of the text around the matches, in the language of the text that matches best. If several match equally, the language in which the item is shown is preferred. Matches are in <mark> elements, and everything else is escaped. An ellipsis shows that the text continues.',
  })
  snippet!: () => Promise<string>;

  @Cost(snippetOfSearch)
  @Field(() => LocaleScalar, {
    nullable: true,
    description:
      'Language of the snippet. It differs from the language of the item if a text in another language matches better. Null if ' +
      'the snippet is empty.',
  })
  snippetLocale!: () => Promise<string | null>;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Page of the results of a search.' })
export class SearchConnection {
  @Cost({ part: { of: 'page' } })
  @Field(() => [SearchEdge], { description: 'Results on this page, with cursors and snippets.' })
  edges!: () => Promise<SearchEdge[]>;

  @Cost({ part: { of: 'page' }, types: searched })
  @Field(() => [SearchResult], { description: 'Items on this page of results.' })
  nodes!: () => Promise<SearchResult[]>;

  @Cost({ part: { of: 'page' } })
  @Field(() => PageInfo, { description: 'Position of this page in the results.' })
  pageInfo!: () => Promise<PageInfo>;

  @Cost({ part: { of: 'count' } })
  @Field(() => Int, {
    description: 'Number of items that were found and that you may see. It is counted only if it is requested.',
  })
  totalCount!: () => Promise<number>;
}

@ArgsType()
export class SearchArgs {
  @Field(() => String, {
    description:
      'Words that an item must all contain, in any of its published languages. Other forms of a word match as well. The last word also matches the beginning of a word. "Quotes" make a phrase or an exact word, and a minus before a word excludes it. If fewer than 20 items of all types match (countries do not count), those that have one typing error in words of 5 to 24 letters follow them. Case, accents, soft hyphens and the form of apostrophes do not matter, and ß is the same as ss. Only the first 20 words count. A text without words finds nothing.',
  })
  text!: string;

  @Field(() => [SearchResultType], {
    nullable: true,
    description:
      'Types of the items to find. An empty list finds nothing. If absent or null, items of all types are found.',
  })
  types?: readonly SearchResultType[] | null;

  @Field(() => Int, { nullable: true, description: 'Maximum number of results, 1 to 100. The default is 20.' })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the same search, with the same types. The page starts after it.',
  })
  after?: string | null;
}
