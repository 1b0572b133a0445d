import { ConcurrencyLimit } from '../../core/concurrency-limit';
import { TooManyRequestsError } from '../../errors';

const RETRY_AFTER_SECONDS = 10;

/**
 * The running downloads, in total and by subject. Each takes a megabyte of memory or more until its client has read it. Beyond the
 * maximum, the next one is refused with a TooManyRequestsError.
 */
export function runningDownloads(maximum: { readonly total: number; readonly perSubject: number }): ConcurrencyLimit {
  const messages = {
    perSubject: `At most ${maximum.perSubject} downloads may run at once: wait until one of them ends`,
    total: 'Too many downloads are running on this server: try again later',
  };
  return new ConcurrencyLimit(maximum, (reached) => new TooManyRequestsError(messages[reached], RETRY_AFTER_SECONDS));
}
