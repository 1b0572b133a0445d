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

/** A kind of thing that can be published at an instant. */
export interface ScheduledType {
  readonly name: PublishableName;
  readonly table: string;
  /** Which the viewer sees and may edit, as a condition on the table under the alias `t`. */
  readonly isEditable: (viewer: Viewer) => Sql;
  /** Publishes one of them, whatever it was. */
  readonly publish: (unit: UnitOfWork, target: Target) => Promise<unknown>;
}

/** Every kind that has a mutation to schedule it. */
export const scheduledTypes: readonly ScheduledType[] = [
  // In this order: what is due at once with its activity is published after it.
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
