import type { Sql } from 'sql-template-tag';
import { registerEnumType } from 'type-graphql';
import type { Viewer } from '../core/access/viewer';
import { authoredActivity } from './catalogue/activity/activity.authored';
import type { AuthoredName } from './publishing/publishable';
import { authoredRestrictedDocument } from './documents/restricted-document.authored';
import { authoredNetwork } from './catalogue/network/network.authored';
import { authoredNewsItem } from './catalogue/news/news-item.authored';

export enum ThingType {
  ACTIVITY = 'ACTIVITY',
  NEWS_ITEM = 'NEWS_ITEM',
  NETWORK = 'NETWORK',
  RESTRICTED_DOCUMENT = 'RESTRICTED_DOCUMENT',
}

registerEnumType(ThingType, {
  name: 'ThingType',
  description: 'What something is that is written, published and deleted.',
  valuesConfig: {
    ACTIVITY: { description: 'An activity.' },
    NEWS_ITEM: { description: 'A piece of news.' },
    NETWORK: { description: 'A network.' },
    RESTRICTED_DOCUMENT: { description: 'A restricted document.' },
  },
});

/** A kind of thing, as lists read it that hold several kinds. */
export interface ThingKind {
  readonly type: ThingType;
  readonly name: AuthoredName;
  readonly table: 'activity' | 'news_item' | 'network' | 'restricted_document';
  /** The column by which one knows it again. */
  readonly title: 'title' | 'name';
  /** Which the viewer may edit, in the trash or not, as a condition on the table under the alias `t`. */
  readonly isEdited: (viewer: Viewer) => Sql;
}

/** In the order in which lists have what stands at the same place otherwise. */
export const thingKinds: readonly ThingKind[] = [
  { ...of(authoredActivity), type: ThingType.ACTIVITY, table: 'activity', title: 'title' },
  { ...of(authoredNewsItem), type: ThingType.NEWS_ITEM, table: 'news_item', title: 'title' },
  { ...of(authoredNetwork), type: ThingType.NETWORK, table: 'network', title: 'name' },
  {
    ...of(authoredRestrictedDocument),
    type: ThingType.RESTRICTED_DOCUMENT,
    table: 'restricted_document',
    title: 'title',
  },
];

type Policy = Pick<ThingKind, 'name' | 'isEdited'>;

function of({ name, isEdited }: Policy): Policy {
  return { name, isEdited };
}
