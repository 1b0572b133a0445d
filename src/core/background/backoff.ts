import { later, MINUTE_MS } from '../time';

const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5 * MINUTE_MS;

interface Failure {
  readonly id: number;
  readonly waitMs: number;
  /** An instant. */
  readonly until: string;
}

/** Remembers the rows on which some work has failed. The work waits longer after each failure before it retries a row. */
export class Backoff {
  private failures: readonly Failure[] = [];

  /** The ids of the rows that must not be retried yet at this instant. */
  waiting(now: string): number[] {
    return this.failures.filter(({ until }) => until > now).map(({ id }) => id);
  }

  /** Records that the work failed on this row at this instant. */
  fail(id: number, now: string): void {
    const before = this.failures.find((failure) => failure.id === id);
    const waitMs = Math.min(before === undefined ? MIN_WAIT_MS : 2 * before.waitMs, MAX_WAIT_MS);
    // Rows that have not failed again for this long have succeeded or are gone.
    const others = this.failures.filter((failure) => failure !== before && later(failure.until, MAX_WAIT_MS) > now);
    this.failures = [...others, { id, waitMs, until: later(now, waitMs) }];
  }
}
