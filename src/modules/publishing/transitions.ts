import { BadUserInputError, ConflictError } from '../../errors';
import { PublicationState } from './publication.entity';
import type { Content, Draft, Standing, Unit } from './publishable';
import { RevisionAct } from './revision.entity';

/** A way in which a thing comes to stand elsewhere, with what it is called in its history. */
export interface Move {
  readonly act: RevisionAct;
  readonly next: <C extends Content>(before: Draft<C>, unit: Unit) => Draft<C>;
}

/** The moves that take no more than the thing. */
export const moves = {
  publish: move(RevisionAct.PUBLISHED, () => ({ state: PublicationState.PUBLISHED, publishAt: null, deletedAt: null })),
  unpublish: move(RevisionAct.UNPUBLISHED, () => ({ state: PublicationState.DRAFT, publishAt: null, deletedAt: null })),
  archive: move(RevisionAct.ARCHIVED, () => ({ state: PublicationState.ARCHIVED, publishAt: null, deletedAt: null })),
  /** ARCHIVED, so that whatever asks for what is public need not ask for the trash. */
  delete: move(RevisionAct.DELETED, (_before, { now }) => ({
    state: PublicationState.ARCHIVED,
    publishAt: null,
    deletedAt: now,
  })),
  /** As a draft: what it was before may be long ago. */
  restore: move(RevisionAct.RESTORED, () => ({ state: PublicationState.DRAFT, publishAt: null, deletedAt: null })),
} as const;

/**
 * To be published at an instant.
 *
 * @throws BadUserInputError when it has passed, ConflictError when the thing is public already
 */
export function schedule(publishAt: string): Move {
  return move(RevisionAct.SCHEDULED, ({ state }, { now }) => {
    if (publishAt <= now) throw new BadUserInputError('This instant has passed: publish it instead', 'input.publishAt');
    if (state === PublicationState.PUBLISHED) throw new ConflictError('It is published already: unpublish it first');
    return { state: PublicationState.SCHEDULED, publishAt, deletedAt: null };
  });
}

function move(act: RevisionAct, stand: (before: Standing, unit: Unit) => Standing): Move {
  return {
    act,
    next: ({ content, standing }, unit) => ({ content, standing: stand(standing, unit) }),
  };
}
