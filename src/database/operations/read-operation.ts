import { type DomainError, OperationTimeoutError } from '../../errors';

/**
 * An operation as the database sees it: its statements take turns with those of other operations, and it can be stopped.
 * A stopped operation runs no further statement.
 */
export class ReadOperation {
  /** How long the statements of the operation have run, in milliseconds. */
  usedMs = 0;
  /** Called with each statement; calls the returned function when it ends. null: statements are not reported. */
  onStatement: ((text: string) => () => void) | null = null;
  /** The number of statements of the operation. */
  statements = 0;
  /** True between `begin` and `end`. On PostgreSQL, statements in this time see the same data. */
  isOngoing = false;
  /** True if the operation writes. */
  isProtected = false;
  /** The time of `performance.now` at which the operation is stopped; Infinity if it is not. */
  deadline = Infinity;
  private timeoutMs = Infinity;
  private error: DomainError | null = null;
  /** Created with the first listener: most operations have none. */
  private stopListeners: Set<(error: DomainError) => void> | null = null;
  private endListener: (() => void) | null = null;

  /** Begins the operation. It must be ended, and is stopped after this time in milliseconds. */
  begin(timeoutMs: number): void {
    this.isOngoing = true;
    this.timeoutMs = timeoutMs;
    this.deadline = performance.now() + timeoutMs;
  }

  end(): void {
    this.isOngoing = false;
    this.endListener?.();
  }

  /** Stops the operation: its next statement throws this error. */
  stop(error: DomainError): void {
    if (this.isProtected || this.error !== null) return;
    this.error = error;
    for (const listener of this.stopListeners ?? []) listener(error);
  }

  /** For an operation that writes: nothing stops it, and each of its statements sees what it has written. */
  protect(): void {
    this.isOngoing = false;
    this.isProtected = true;
    this.deadline = Infinity;
    this.error = null;
  }

  /**
   * @param now the time of `performance.now`
   * @throws DomainError when the operation has been stopped, or its time is over
   */
  assertRunning(now = performance.now()): void {
    if (now >= this.deadline) this.stop(new OperationTimeoutError(this.timeoutMs));
    if (this.error !== null) throw this.error;
  }

  /**
   * Calls the listener when the operation is stopped, also at its deadline. Call the returned function when that no longer
   * matters.
   */
  onStop(listener: (error: DomainError) => void): () => void {
    const timer =
      this.deadline === Infinity
        ? undefined
        : setTimeout(() => {
            this.stop(new OperationTimeoutError(this.timeoutMs));
          }, msUntil(this.deadline));
    const listeners = (this.stopListeners ??= new Set());
    listeners.add(listener);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }

  /** Calls the listener at the end of the operation, after those from before. */
  onEnd(listener: () => void): void {
    const before = this.endListener;
    this.endListener =
      before === null
        ? listener
        : () => {
            before();
            listener();
          };
  }
}

/** Milliseconds until a time of `performance.now`; 0 if it has passed, since Node.js warns of a timer with a negative time. */
export function msUntil(time: number): number {
  return Math.max(0, time - performance.now());
}
