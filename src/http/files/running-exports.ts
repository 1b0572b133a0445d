import { OverloadedError } from '../../errors';
import { RETRY_AFTER_SECONDS, RunningResponses } from './running-responses';

/** Maximum exports that are sent at a time: in total, and to one address. */
const MAX_RUNNING = { total: 8, perSubject: 2 };

/** The exports that are being sent, by the addresses of their clients. */
export function runningExports(): RunningResponses {
  return new RunningResponses(
    MAX_RUNNING,
    () => new OverloadedError('Too many exports are being sent: try again later', RETRY_AFTER_SECONDS),
  );
}
