import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import {
  entryOf,
  FULL_TEXT_TABLES,
  type FullTextTable,
  idOfEntry,
  typeOfEntry,
} from '../../database/full-text/full-text';
import { activityById } from '../catalogue/activity/activity.loaders';
import { Country } from '../catalogue/country/country';
import { networkById } from '../catalogue/network/network.loaders';
import { newsItemById } from '../catalogue/news/news-item.loaders';
import { organisationById } from '../catalogue/organisation/organisation.loaders';
import type { SearchResult, SearchResultType } from './search.connection';
import { countryOfNumber } from './search.countries';

/** What a search finds: rows of the full-text index, and countries, which are not stored. */
export type SearchedType = FullTextTable | 'country';

const SEARCHED_TYPE: Readonly<Record<SearchResultType, SearchedType>> = {
  ACTIVITY: 'activity',
  COUNTRY: 'country',
  NETWORK: 'network',
  NEWS_ITEM: 'news_item',
  ORGANISATION: 'organisation',
};

/** The types that are wanted, in the order of their numbers. Null or undefined: all types. */
export function searchedTypesOf(wanted: readonly SearchResultType[] | null | undefined): readonly SearchedType[] {
  if (wanted == null) return SEARCHED_TYPES;
  const types = wanted.map((type) => SEARCHED_TYPE[type]);
  return SEARCHED_TYPES.filter((type) => types.includes(type));
}

/** The order is that of the numbers of types in entries and cursors. */
const SEARCHED_TYPES: readonly SearchedType[] = [...FULL_TEXT_TABLES, 'country'];

/** The loader of each type with rows. The loader applies the policy of the type. */
const RESULT_LOADERS: Readonly<Record<FullTextTable, LoaderDefinition<number, SearchResult | null>>> = {
  activity: activityById,
  network: networkById,
  news_item: newsItemById,
  organisation: organisationById,
};

/** An item of a type by its id; the id of a country is its ISO number. */
export interface SearchedItem {
  readonly type: SearchedType;
  readonly id: number;
}

export function itemOfEntry(entry: number): SearchedItem {
  return { type: SEARCHED_TYPES[typeOfEntry(entry)]!, id: idOfEntry(entry) };
}

/** The number of a type in cursors. */
export function numberOfType(type: SearchedType): number {
  return SEARCHED_TYPES.indexOf(type);
}

/** The entry of an item; null if no type has this number. */
export function entryOfItem(typeNumber: number, id: number): number | null {
  return typeNumber in SEARCHED_TYPES ? entryOf(typeNumber, id) : null;
}

/** The item; null if there is none that the viewer sees. */
export async function loadResult({ loaders }: RequestContext, item: SearchedItem): Promise<SearchResult | null> {
  if (item.type !== 'country') return loaders.load(RESULT_LOADERS[item.type], item.id);
  const code = countryOfNumber(item.id);
  return code === undefined ? null : new Country(code);
}
