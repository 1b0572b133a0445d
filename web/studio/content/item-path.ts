import type { PublishableType } from '../../../clients/typescript/src/studio.js';

/** A type of content that has a list. */
export type ListedType = PublishableType | 'PROGRAMME' | 'ORGANISATION' | 'REGION';

const lists: Readonly<Record<ListedType, string>> = {
  ACTIVITY: '/activities',
  NEWS_ITEM: '/news',
  NETWORK: '/networks',
  PROGRAMME: '/programmes',
  ORGANISATION: '/organisations',
  REGION: '/regions',
  RESTRICTED_DOCUMENT: '/documents',
};

/** The path of the list of a type of content. */
export function listPath(type: ListedType): string {
  return lists[type];
}

/** The path of the screen of an item. */
export function itemPath(type: ListedType, id: string): string {
  return `${lists[type]}/${id}`;
}
