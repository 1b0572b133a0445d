import type { Sql } from 'sql-template-tag';
import { registerEnumType } from 'type-graphql';
import type { Viewer } from '../access/viewer';
import { authoredActivity } from '../activity/activity.authored';
import type { AuthoredName } from '../authoring/authored';
import { authoredRestrictedDocument } from '../document/restricted-document.authored';
import { authoredNetwork } from '../network/network.authored';
import { authoredNewsItem } from '../news/news-item.authored';

export enum TrashedType {
  ACTIVITY = 'ACTIVITY',
  NEWS_ITEM = 'NEWS_ITEM',
  NETWORK = 'NETWORK',
  RESTRICTED_DOCUMENT = 'RESTRICTED_DOCUMENT',
}

registerEnumType(TrashedType, {
  name: 'TrashedType',
  description: 'What something in the trash is.',
  valuesConfig: {
    ACTIVITY: { description: 'An activity; its documents are in the trash with it.' },
    NEWS_ITEM: { description: 'A piece of news.' },
    NETWORK: { description: 'A network.' },
    RESTRICTED_DOCUMENT: { description: 'A restricted document whose activity is not in the trash.' },
  },
});

/** A kind of thing that can be in the trash. */
export interface TrashedKind {
  readonly type: TrashedType;
  readonly name: AuthoredName;
  readonly table: 'activity' | 'news_item' | 'network' | 'restricted_document';
  /** The column by which one knows it again. */
  readonly title: 'title' | 'name';
  /** Which the viewer may restore, as a condition on the table under the alias `t`. */
  readonly isEdited: (viewer: Viewer) => Sql;
}

/** In the order in which things that were deleted at once are listed. */
export const trashedKinds: readonly TrashedKind[] = [
  { ...of(authoredActivity), type: TrashedType.ACTIVITY, table: 'activity', title: 'title' },
  { ...of(authoredNewsItem), type: TrashedType.NEWS_ITEM, table: 'news_item', title: 'title' },
  { ...of(authoredNetwork), type: TrashedType.NETWORK, table: 'network', title: 'name' },
  {
    ...of(authoredRestrictedDocument),
    type: TrashedType.RESTRICTED_DOCUMENT,
    table: 'restricted_document',
    title: 'title',
  },
];

function of({ name, isEdited }: Pick<TrashedKind, 'name' | 'isEdited'>): Pick<TrashedKind, 'name' | 'isEdited'> {
  return { name, isEdited };
}
