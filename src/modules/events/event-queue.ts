import { MINUTE_MS } from '../../core/time';
import { TooManyRequestsError } from '../../errors';

/** Maximum events that wait for one group of subscribers. They share the objects, so that each costs one reference. */
const MAX_WAITING = 10_000;

/** Maximum time for which a queue asks to wait until its events are taken, since it was last empty. */
const MAX_PAUSE_MS = MINUTE_MS;

const RETRY_AFTER_SECONDS = 60;

/** The events that wait for a group of subscribers, in their order. */
export class EventQueue<E> {
  private waiting: E[] = [];
  /** The number of events that have been added and not yet taken. */
  private size = 0;
  private isOverfull = false;
  /** When half of the places were first taken since the queue was last empty, by `performance.now`. */
  private crowdedSince: number | null = null;
  private wake: (() => void) | null = null;

  push(event: E): void {
    if (this.size >= MAX_WAITING) this.isOverfull = true;
    else {
      this.size += 1;
      this.waiting.push(event);
      if (this.size >= MAX_WAITING / 2) this.crowdedSince ??= performance.now();
    }
    this.wake?.();
  }

  /**
   * True while half of the places are taken, so that more events should wait elsewhere. After a minute it is false: other
   * groups must not wait for a slow one.
   */
  get isCrowded(): boolean {
    if (this.crowdedSince === null || this.size < MAX_WAITING / 2) return false;
    return performance.now() - this.crowdedSince < MAX_PAUSE_MS;
  }

  /**
   * Takes the events until the signal aborts.
   *
   * @throws TooManyRequestsError when more than 10,000 events wait
   */
  async *take(signal: AbortSignal): AsyncGenerator<E, void, void> {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
    while (!signal.aborted) {
      const batch = this.waiting;
      this.waiting = [];
      for (const event of batch) {
        if (this.isOverfull) throw tooManyEvents();
        this.size -= 1;
        if (this.size === 0) this.crowdedSince = null;
        yield event;
        if (isAborted(signal)) return;
      }
      if (this.waiting.length === 0 && !isAborted(signal)) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }
}

/** A function, because the compiler does not know that a signal aborts while others run. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function tooManyEvents(): TooManyRequestsError {
  const message = 'There were more events at once than this operation can be executed for: subscribe again';
  return new TooManyRequestsError(message, RETRY_AFTER_SECONDS);
}
