import type { Sql } from 'sql-template-tag';
import { registerEnumType } from 'type-graphql';
import type { Viewer } from '../core/access/viewer';
import { publishableActivity } from './catalogue/activity/activity.authored';
import type { PublishableName } from './publishing/publishable';
import { publishableRestrictedDocument } from './documents/restricted-document.authored';
import { publishableNetwork } from './catalogue/network/network.authored';
import { publishableNewsItem } from './catalogue/news/news-item.authored';

export enum PublishableType {
  ACTIVITY = 'ACTIVITY',
  NEWS_ITEM = 'NEWS_ITEM',
  NETWORK = 'NETWORK',
  RESTRICTED_DOCUMENT = 'RESTRICTED_DOCUMENT',
}

registerEnumType(PublishableType, {
  name: 'PublishableType',
  description: 'Type of publishable content.',
  valuesConfig: {
    ACTIVITY: { description: 'Item of type `Activity`.' },
    NEWS_ITEM: { description: 'Item of type `NewsItem`.' },
    NETWORK: { description: 'Item of type `Network`.' },
    RESTRICTED_DOCUMENT: { description: 'Item of type `RestrictedDocument`.' },
  },
});

/** A publishable type, as lists of all types read it. */
export interface ListedPublishable {
  readonly type: PublishableType;
  readonly name: PublishableName;
  readonly table: 'activity' | 'news_item' | 'network' | 'restricted_document';
  /** The column that people know an item by. */
  readonly title: 'title' | 'name';
  /** A condition on the table with the alias `t`: the items that the viewer may edit, in the trash or not. */
  readonly isEditable: (viewer: Viewer) => Sql;
}

/** Every publishable type. Lists of all types order items with equal times by this order. */
export const publishables: readonly ListedPublishable[] = [
  { ...of(publishableActivity), type: PublishableType.ACTIVITY, table: 'activity', title: 'title' },
  { ...of(publishableNewsItem), type: PublishableType.NEWS_ITEM, table: 'news_item', title: 'title' },
  { ...of(publishableNetwork), type: PublishableType.NETWORK, table: 'network', title: 'name' },
  {
    ...of(publishableRestrictedDocument),
    type: PublishableType.RESTRICTED_DOCUMENT,
    table: 'restricted_document',
    title: 'title',
  },
];

type Policy = Pick<ListedPublishable, 'name' | 'isEditable'>;

function of({ name, isEditable }: Policy): Policy {
  return { name, isEditable };
}
