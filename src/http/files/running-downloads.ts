import type { Maximum } from '../../core/concurrency-limit';
import { TooManyRequestsError } from '../../errors';
import { RETRY_AFTER_SECONDS, RunningResponses } from './running-responses';

/** The running downloads. Each takes a megabyte of memory or more until its client has read it. */
export function runningDownloads(maximum: Maximum): RunningResponses {
  const messages = {
    perSubject: `At most ${maximum.perSubject} downloads may run at once: wait until one of them ends`,
    total: 'Too many downloads are running on this server: try again later',
  };
  return new RunningResponses(maximum, (reached) => new TooManyRequestsError(messages[reached], RETRY_AFTER_SECONDS));
}
