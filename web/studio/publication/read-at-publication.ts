import { useEffect } from 'react';
import { useApi } from '../api';
import type { PublicationBadgeProps } from '../content/publication-badge';

/** Milliseconds between two readings: at least, since publishing takes a moment, and at most. */
const MIN_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 3_600_000;

/** Reads anew what the screen shows when a scheduled item is due, until it is published. */
export function useReadAtPublication(publication: PublicationBadgeProps['publication']): void {
  const api = useApi();
  const publishAt = publication?.state === 'SCHEDULED' ? publication.publishAt : null;
  useEffect(() => {
    if (publishAt === null) return undefined;
    const pause = Math.max(Date.parse(publishAt) - Date.now(), MIN_PAUSE_MS);
    const timer = setTimeout(
      () => {
        api.readAnew();
      },
      Math.min(pause, MAX_PAUSE_MS),
    );
    return () => {
      clearTimeout(timer);
    };
    // Each reading gives another object.
  }, [publication, publishAt, api]);
}
