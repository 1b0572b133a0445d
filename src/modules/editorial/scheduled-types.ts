import sql, { type Sql } from 'sql-template-tag';
import type { Viewer } from '../../core/access/viewer';
import { publishableActivity } from '../catalogue/activity/activity.authored';
import type { PublishableName, PublishableDefinition, Content, UnitOfWork } from '../publishing/publishable';
import { changePublishable, type Target } from '../publishing/publishing.service';
import { RevisionAction } from '../publishing/revision.entity';
import { transitions } from '../publishing/transitions';
import { publishableRestrictedDocument } from '../documents/restricted-document.authored';
import { publishableNetwork } from '../catalogue/network/network.authored';
import { publishableNewsItem } from '../catalogue/news/news-item.authored';

/** A publishable type whose items can be scheduled. */
export interface ScheduledType {
  readonly name: PublishableName;
  readonly table: string;
  /** A condition on the table with the alias `t`: the items that the viewer sees and may edit. */
  readonly isEditable: (viewer: Viewer) => Sql;
  /** Publishes an item in the caller's unit of work. */
  readonly publish: (unit: UnitOfWork, target: Target) => Promise<unknown>;
}

/** Every publishable type that has a mutation to schedule its items. */
export const scheduledTypes: readonly ScheduledType[] = [
  // In this order: documents and news that are due together with their activity are published after it.
  scheduled(publishableNetwork, 'network'),
  scheduled(publishableActivity, 'activity'),
  scheduled(publishableRestrictedDocument, 'restricted_document'),
  scheduled(publishableNewsItem, 'news_item'),
];

function scheduled<C extends Content>(type: PublishableDefinition<C>, table: string): ScheduledType {
  return {
    name: type.name,
    table,
    isEditable: (viewer) => sql`${type.isVisible(viewer)} AND ${type.isEditable(viewer)}`,
    publish: (unit, target) =>
      changePublishable(unit, type, target, RevisionAction.PUBLISHED, transitions.publish.next),
  };
}
