import { later, minuteMs } from '../time';

/** Milliseconds. */
const firstWaitMs = 1_000;
const MAX_WAIT_MS = 5 * minuteMs;

interface Failure {
  readonly id: number;
  readonly waitMs: number;
  /** An instant. */
  readonly until: string;
}

/** Things that something could not be done with: each is left alone for longer the more often that was so. */
export class Backoff {
  private failures: readonly Failure[] = [];

  /** The keys of those that are left alone at this instant. */
  waiting(now: string): number[] {
    return this.failures.filter(({ until }) => until > now).map(({ id }) => id);
  }

  /** Notes that it has failed at this instant. */
  fail(id: number, now: string): void {
    const before = this.failures.find((failure) => failure.id === id);
    const waitMs = Math.min(before === undefined ? firstWaitMs : 2 * before.waitMs, MAX_WAIT_MS);
    // Of those that have not failed since, nobody will hear again.
    const others = this.failures.filter((failure) => failure !== before && later(failure.until, MAX_WAIT_MS) > now);
    this.failures = [...others, { id, waitMs, until: later(now, waitMs) }];
  }
}
