import type { Content } from '../../../core/fields/content';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { BadUserInputError, ConflictError } from '../../../errors';
import { RevisionAction } from '../history/revision.entity';
import { PublicationState } from '../publication.entity';
import type { PublicationStatus, Snapshot } from '../publishable';

/** A change of the publication status, with its action in the history. */
export interface Transition {
  readonly action: RevisionAction;
  readonly next: <C extends Content>(before: Snapshot<C>, unit: UnitOfWork) => Snapshot<C>;
}

/** The transitions without further input. */
export const transitions = {
  publish: transition(RevisionAction.PUBLISHED, () => inState(PublicationState.PUBLISHED)),
  unpublish: transition(RevisionAction.UNPUBLISHED, () => inState(PublicationState.DRAFT)),
  archive: transition(RevisionAction.ARCHIVED, () => inState(PublicationState.ARCHIVED)),
  /** Sets ARCHIVED, so that conditions for public items exclude the trash. */
  delete: transition(RevisionAction.DELETED, (_before, { now }) => ({
    ...inState(PublicationState.ARCHIVED),
    deletedAt: now,
  })),
  /** Sets DRAFT and not the state before the deletion, which may be long ago. */
  restore: transition(RevisionAction.RESTORED, () => inState(PublicationState.DRAFT)),
} as const;

/**
 * Schedules an item to be published at an instant.
 *
 * @throws BadUserInputError when the instant has passed, ConflictError when the item is published already
 */
export function schedule(publishAt: string): Transition {
  return transition(RevisionAction.SCHEDULED, ({ state }, { now }) => {
    if (publishAt <= now) throw new BadUserInputError('publishAt must be in the future', 'input.publishAt');
    if (state === PublicationState.PUBLISHED)
      throw new ConflictError('The item is published already: unpublish it before you schedule it');
    return { ...inState(PublicationState.SCHEDULED), publishAt };
  });
}

function transition(
  action: RevisionAction,
  statusAfter: (before: PublicationStatus, unit: UnitOfWork) => PublicationStatus,
): Transition {
  return {
    action,
    next: ({ content, status }, unit) => ({ content, status: statusAfter(status, unit) }),
  };
}

/** The status of an item that is neither scheduled nor in the trash. */
export function inState(state: PublicationState): PublicationStatus {
  return { state, publishAt: null, deletedAt: null };
}
