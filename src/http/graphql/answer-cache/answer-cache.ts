import { LRUCache } from 'lru-cache';
import type { ReportedOperation } from '../../../core/access/request-context';
import { type Clock, dayNumber } from '../../../core/time';
import type { Revision, TableRevisions } from '../../../database/revisions/table-revisions';
import { AnswerRecording } from './answer-recording';
import { CachedAnswer, cachedBody } from './cached-answer';

/** The largest part of the cache that one answer may take. */
const MAX_SHARE = 1 / 16;

/** Maximum times that a request waits for an equal one before it is computed by itself. */
const MAX_WAITS = 2;

/** An answer that has just been computed. */
export interface ComputedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly operation: ReportedOperation | null;
}

export interface AnswerCacheOptions {
  readonly revisions: Pick<TableRevisions, 'current'>;
  /** The tables of a statement; null if it reads a table whose changes are not tracked. */
  readonly tablesOf: (statement: string) => ReadonlySet<string> | null;
  /** Makes later reads see everything that was committed before. */
  readonly refreshReads: () => void;
  readonly clock: Clock;
  /** Maximum bytes of all answers together. */
  readonly maxBytes: number;
}

/** How long a request waits for an equal one that waits for its turn itself, behind other requests of its client, in milliseconds. */
const MAX_WAIT_FOR_TURN_MS = 250;

/** A computation that equal requests wait for. */
interface Flight {
  /** Resolved when its operation runs, or has ended. */
  readonly begun: Promise<void>;
  readonly ended: Promise<void>;
  /** False if each request that waits must be computed by itself. */
  isShared: boolean;
}

/**
 * Keeps answers to requests without credentials, as bytes, for as long as computing them again would give the same
 * bytes (docs/adr/0021-answer-cache.md). An answer is kept if nothing that it was read from changed while it was
 * computed, and used while nothing of that has changed since.
 */
export class AnswerCache {
  private readonly answers: LRUCache<string, CachedAnswer>;
  private readonly flights = new Map<string, Flight>();
  /** Answers that were computed before the latest call of `clear` are not kept. */
  private generation = 0;

  constructor(private readonly options: AnswerCacheOptions) {
    this.answers = new LRUCache({
      maxSize: options.maxBytes,
      maxEntrySize: Math.floor(options.maxBytes * MAX_SHARE),
      sizeCalculation: (answer, key) => answer.sizeUnder(key),
    });
  }

  /** The cached answer that is exact now; null if there is none. */
  find(key: string): CachedAnswer | null | Promise<CachedAnswer | null> {
    const answer = this.answers.get(key);
    if (answer === undefined) return null;
    const revision = this.options.revisions.current();
    if (!(revision instanceof Promise)) return this.ifExact(answer, revision);
    return revision.then(
      (read) => this.ifExact(answer, read),
      () => null,
    );
  }

  /**
   * Computes an answer and keeps it if possible. An equal request that is being computed is waited for, unless its
   * answer turns out not to be cacheable.
   *
   * @param compute receives null if the answer is not to be recorded
   * @param isAbandoned true if nobody waits for this answer any more, which stops its computation
   */
  async compute<A extends ComputedAnswer>(
    key: string,
    compute: (recording: AnswerRecording | null) => Promise<A>,
    isAbandoned: () => boolean,
  ): Promise<CachedAnswer | A> {
    for (let waits = 0; ; waits += 1) {
      // An equal request may have ended since the caller found no answer.
      const found = this.answers.has(key) ? await this.find(key) : null;
      if (found !== null) return found;
      const flight = this.flights.get(key);
      if (flight === undefined) return this.lead(key, compute, isAbandoned);
      if (waits === MAX_WAITS) break;
      if (!(await beginsSoon(flight))) {
        // This request is computed instead, and the others wait for it.
        if (this.flights.get(key) === flight) this.flights.delete(key);
        continue;
      }
      await flight.ended;
      if (!flight.isShared) break;
    }
    return compute(null);
  }

  /** The number of cached answers. */
  get size(): number {
    return this.answers.size;
  }

  /** Removes all answers. Call it when equal requests get different answers from now on although the data is the same. */
  clear(): void {
    this.generation += 1;
    this.answers.clear();
  }

  private async lead<A extends ComputedAnswer>(
    key: string,
    compute: (recording: AnswerRecording | null) => Promise<A>,
    isAbandoned: () => boolean,
  ): Promise<CachedAnswer | A> {
    const { generation } = this;
    const { promise: begun, resolve: begin } = withResolvers();
    const { promise: ended, resolve: end } = withResolvers();
    const flight: Flight = { begun, ended, isShared: true };
    const release = (): void => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
      begin();
      end();
    };
    const onUncacheable = (): void => {
      // Whether an abandoned answer can be cached is not known: one of the requests that wait computes it, and the others wait for that.
      flight.isShared = isAbandoned();
      release();
    };
    const recording = new AnswerRecording(this.options.tablesOf, onUncacheable, begin);
    this.flights.set(key, flight);
    let isTooLarge = false;
    try {
      const before = await this.currentState();
      // Reads must not be older than the revision.
      this.options.refreshReads();
      const answer = await compute(recording);
      const kept = before && (await this.toKept(answer, recording, before));
      if (kept === null || generation !== this.generation) return answer;
      this.answers.set(key, kept);
      isTooLarge = !this.answers.has(key);
      return kept;
    } finally {
      // If it failed, is too large or must not be cached, the requests that wait must not try one after another.
      flight.isShared = isAbandoned() || (recording.life !== 'never' && !isTooLarge);
      release();
    }
  }

  /** The answer as the cache keeps it; null if it must not be cached. */
  private async toKept(
    { status, contentType, body, operation }: ComputedAnswer,
    recording: AnswerRecording,
    before: { readonly revision: Revision; readonly day: number },
  ): Promise<CachedAnswer | null> {
    if (status !== 200 || recording.life === 'never') return null;
    const after = await this.currentState();
    if (after?.day !== before.day) return null;
    const tables = [...recording.tables];
    if (tables.some((table) => after.revision.get(table) !== before.revision.get(table))) return null;
    const readState = new Map(tables.map((table) => [table, after.revision.get(table)]));
    const day = recording.life === 'day' ? after.day : null;
    return new CachedAnswer(contentType, await cachedBody(body), readState, day, operation);
  }

  /** Null if the database does not answer. */
  private async currentState(): Promise<{ readonly revision: Revision; readonly day: number } | null> {
    try {
      return { revision: await this.options.revisions.current(), day: this.today() };
    } catch {
      return null;
    }
  }

  private ifExact(answer: CachedAnswer, revision: Revision): CachedAnswer | null {
    const { readState, day } = answer;
    if (day !== null && day !== this.today()) return null;
    for (const [table, value] of readState) if (revision.get(table) !== value) return null;
    return answer;
  }

  private today(): number {
    return dayNumber(this.options.clock().getTime());
  }
}

/** False if its operation does not run within 250 ms. */
function beginsSoon({ begun }: Flight): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, MAX_WAIT_FOR_TURN_MS);
    void begun.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
