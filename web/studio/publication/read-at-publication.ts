import { useEffect } from 'react';
import { useApi } from '../api';
import type { PublicationBadgeProps } from '../content/publication-badge';

/** The shortest and the longest pause between two readings, in milliseconds. Publishing takes a moment. */
const MIN_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 3_600_000;

/** Reads anew what the screen shows when a scheduled item is due, until it is published. */
export function useReadAtPublication(publication: PublicationBadgeProps['publication']): void {
  const api = useApi();
  const publishAt = publication?.state === 'SCHEDULED' ? publication.publishAt : null;
  useEffect(() => {
    if (publishAt === null) return undefined;
    // What stays scheduled, for example because publishing fails, is read less and less often.
    const pause = Math.max(Math.abs(Date.parse(publishAt) - Date.now()), MIN_PAUSE_MS);
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
