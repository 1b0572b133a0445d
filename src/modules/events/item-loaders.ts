import type { LoaderDefinition } from '../../core/access/request-context';
import type { Node } from '../../core/types/node';
import { activityById } from '../catalogue/activity/activity.loaders';
import { networkById } from '../catalogue/network/network.loaders';
import { newsItemById } from '../catalogue/news/news-item.loaders';
import { restrictedDocumentById } from '../documents/document/restricted-document.loaders';
import { PublishableType } from '../publishing/publishable';

/** The item that an event is about, by its type. Null if the viewer may not see it. */
export const itemById: Readonly<Record<PublishableType, LoaderDefinition<number, Node | null>>> = {
  [PublishableType.ACTIVITY]: activityById,
  [PublishableType.NEWS_ITEM]: newsItemById,
  [PublishableType.NETWORK]: networkById,
  [PublishableType.RESTRICTED_DOCUMENT]: restrictedDocumentById,
};
