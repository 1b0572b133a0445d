import { registerPublishables, type ListedType } from './publishing/publishable';
import { publishableActivity } from './catalogue/activity/activity.fields';
import { publishableNetwork } from './catalogue/network/network.fields';
import { publishableNewsItem } from './catalogue/news/news-item.fields';
import { publishableRestrictedDocument } from './documents/document/restricted-document.fields';

/**
 * Every publishable type. The trash, the list of unpublished items, histories, scheduling and the purge derive from this
 * list. Its order is the order of items that are equal otherwise, and that in which scheduled items of one instant are
 * published: an activity before its documents and its news.
 */
export const publishables: readonly ListedType[] = [
  publishableActivity,
  publishableNewsItem,
  publishableNetwork,
  publishableRestrictedDocument,
];

registerPublishables(publishables);

/** The publishable types that have previews. */
export const previewables: readonly ListedType[] = publishables.filter(({ isOfNetwork }) => isOfNetwork !== undefined);
