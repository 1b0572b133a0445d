import type { ReactElement } from 'react';
import type { StudioPublicationFragment } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';

export interface PublicationBadgeProps {
  /** Null for items of which the editor may not see it. */
  readonly publication: Pick<StudioPublicationFragment, 'state' | 'publishAt'> | null;
}

/** The publication state of an item, with the time at which it will be published. */
export function PublicationBadge({ publication }: PublicationBadgeProps): ReactElement | null {
  const { t, clock } = useInterface();
  if (publication === null) return null;
  const { state, publishAt } = publication;
  return (
    <span className={`badge ${state.toLowerCase()}`}>
      {t(`publication.${state}`)}
      {publishAt !== null && ` ${clock.show(publishAt)}`}
    </span>
  );
}
