import type { FastifyRequest } from 'fastify';
import type { Maximum } from '../../core/concurrency-limit';
import { takenBytes, waitedMs } from '../connections/stalled-connections';

/** How long bytes of a response must have waited for its client before another response can take its place, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** When clients that were refused may try again. */
export const RETRY_AFTER_SECONDS = 10;

interface RunningResponse {
  readonly request: FastifyRequest;
  readonly subjects: readonly string[];
  /** How long bytes had waited on its connection when it began, and how many the client had taken. */
  readonly waitedBefore: number;
  readonly takenBefore: number;
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
    const begun = { request, subjects, waitedBefore: waitedMs(request), takenBefore: takenBytes(request) };
    this.running.add(begun);
    return () => void this.running.delete(begun);
  }

  /**
   * Ends the response that its client takes at the lowest rate. An honest client on a slow network takes more than one that only keeps its
   * place.
   *
   * @throws Error by `refusal`, if no client is slow
   */
  private endSlowest(): void {
    const slow = [...this.running]
      .map((each) => ({
        each,
        wait: waitedMs(each.request) - each.waitedBefore,
        taken: takenBytes(each.request) - each.takenBefore,
      }))
      .filter(({ wait }) => wait >= this.maxWaitMs);
    if (slow.length === 0) throw this.refusal('total');
    const { each } = slow.reduce((first, second) =>
      second.taken / second.wait < first.taken / first.wait ? second : first,
    );
    this.running.delete(each);
    each.request.raw.destroy();
  }
}
