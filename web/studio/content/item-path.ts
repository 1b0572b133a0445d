import type { PublishableType } from '../../../clients/typescript/src/index.js';

const lists: Readonly<Record<PublishableType, string>> = {
  ACTIVITY: '/activities',
  NEWS_ITEM: '/news',
  NETWORK: '/networks',
  // Documents are listed with their activities.
  RESTRICTED_DOCUMENT: '/unpublished',
};

/** The path of the list of a type of content. */
export function listPath(type: PublishableType): string {
  return lists[type];
}

/** The path of the screen of an item. */
export function itemPath(type: PublishableType, id: string): string {
  return type === 'RESTRICTED_DOCUMENT' ? `/publication/${id}` : `${lists[type]}/${id}`;
}
