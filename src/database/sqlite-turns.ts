import type { ReadOperation } from './read-operation';
import type { ReadSnapshot } from './read-snapshot';
import { TurnQueue } from './turn-queue';

/**
 * The order of statements on the reading SQLite connection, which runs them in the process's only thread. A statement runs
 * at once unless reads have blocked the event loop for long. Then it waits, and the event loop turns before each waiting
 * statement: requests that have arrived meanwhile, and the next statements of operations that go on, are chosen from as
 * well.
 */
export class SqliteTurns {
  private readonly queue = new TurnQueue();

  constructor(private readonly snapshot: ReadSnapshot) {}

  /** The number of waiting statements. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * True if a statement may run without waiting.
   *
   * @param now the time of `performance.now`
   */
  isFree(now: number): boolean {
    return this.queue.isEmpty && !this.snapshot.isOverTime(now);
  }

  /**
   * Waits for a turn.
   *
   * @throws DomainError when the operation is stopped meanwhile
   */
  wait(operation: ReadOperation): Promise<void> {
    if (this.queue.isEmpty) setImmediate(this.next);
    return this.queue.wait(operation);
  }

  private readonly next = (): void => {
    this.snapshot.release();
    this.queue.next();
    if (!this.queue.isEmpty) setImmediate(this.next);
  };
}
