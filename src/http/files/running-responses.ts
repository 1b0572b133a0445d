import type { FastifyRequest } from 'fastify';
import { waitedMs } from '../connections/stalled-connections';

/** How long bytes of a response may wait for its client before another response takes its place, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** When clients that were refused may try again. */
export const RETRY_AFTER_SECONDS = 10;

/** How many responses are sent at a time: in total, and to one subject, such as an account or a group of addresses. */
interface Maximum {
  readonly total: number;
  readonly perSubject: number;
}

interface RunningResponse {
  readonly request: FastifyRequest;
  readonly subjects: readonly string[];
  /** How long bytes had waited on its connection when it began. */
  readonly waitedBefore: number;
}

/**
 * The responses of one kind that are being sent. While all places are taken, a slow client loses its place to the next response:
 * otherwise, a few clients that read slowly would keep all places.
 */
export class RunningResponses {
  private readonly running = new Set<RunningResponse>();

  /** @param refusal makes the error to throw; it gets the maximum that was reached */
  constructor(
    private readonly maximum: Maximum,
    private readonly refusal: (reached: keyof Maximum) => Error,
    private readonly maxWaitMs = MAX_WAIT_MS,
  ) {}

  /**
   * Counts the response to a request, for each of these subjects. The caller calls the returned function when it ends; calling it again
   * does nothing.
   *
   * @throws Error by `refusal`, if there is no place for it
   */
  begin(request: FastifyRequest, ...subjects: readonly string[]): () => void {
    const { total, perSubject } = this.maximum;
    const countOf = (subject: string): number =>
      [...this.running].filter((each) => each.subjects.includes(subject)).length;
    if (subjects.some((subject) => countOf(subject) >= perSubject)) throw this.refusal('perSubject');
    if (this.running.size >= total) this.endSlowest();
    const begun = { request, subjects, waitedBefore: waitedMs(request) };
    this.running.add(begun);
    return () => void this.running.delete(begun);
  }

  /** @throws Error by `refusal`, if no client is slow */
  private endSlowest(): void {
    const waits = [...this.running].map((each) => ({ each, wait: waitedMs(each.request) - each.waitedBefore }));
    const slowest = waits.reduce((first, second) => (second.wait > first.wait ? second : first));
    if (slowest.wait < this.maxWaitMs) throw this.refusal('total');
    this.running.delete(slowest.each);
    slowest.each.request.raw.destroy();
  }
}
