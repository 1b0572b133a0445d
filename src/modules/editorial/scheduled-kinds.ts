import sql, { type Sql } from 'sql-template-tag';
import type { Viewer } from '../../core/access/viewer';
import { authoredActivity } from '../catalogue/activity/activity.authored';
import type { AuthoredName, AuthoredType, Content, Unit } from '../publishing/publishable';
import { changeIn, type Target } from '../publishing/publishing.service';
import { RevisionAct } from '../publishing/revision.entity';
import { moves } from '../publishing/transitions';
import { authoredRestrictedDocument } from '../documents/restricted-document.authored';
import { authoredNetwork } from '../catalogue/network/network.authored';
import { authoredNewsItem } from '../catalogue/news/news-item.authored';

/** A kind of thing that can be published at an instant. */
export interface ScheduledKind {
  readonly name: AuthoredName;
  readonly table: string;
  /** Which the viewer sees and may edit, as a condition on the table under the alias `t`. */
  readonly isEdited: (viewer: Viewer) => Sql;
  /** Publishes one of them, whatever it was. */
  readonly publish: (unit: Unit, target: Target) => Promise<unknown>;
}

/** Every kind that has a mutation to schedule it. */
export const scheduledKinds: readonly ScheduledKind[] = [
  // In this order: what is due at once with its activity is published after it.
  scheduled(authoredNetwork, 'network'),
  scheduled(authoredActivity, 'activity'),
  scheduled(authoredRestrictedDocument, 'restricted_document'),
  scheduled(authoredNewsItem, 'news_item'),
];

function scheduled<C extends Content>(type: AuthoredType<C>, table: string): ScheduledKind {
  return {
    name: type.name,
    table,
    isEdited: (viewer) => sql`${type.isSeen(viewer)} AND ${type.isEdited(viewer)}`,
    publish: (unit, target) => changeIn(unit, type, target, RevisionAct.PUBLISHED, moves.publish.next),
  };
}
