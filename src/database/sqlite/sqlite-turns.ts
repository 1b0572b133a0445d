import { afterPromises, inQuietTurn, letStepsWaitFor } from '../../event-loop';
import type { ReadOperation } from '../operations/read-operation';
import { TurnQueue } from '../operations/turn-queue';
import type { ReadSnapshot } from './read-snapshot';

/** How long waiting statements, and what follows from their rows, run in one turn of the event loop, in milliseconds. */
const TURN_MS = 5;

/** Operations whose statements have taken less time, in milliseconds, come before the steps of large ones. */
const SMALL_MS = 5;

/**
 * The order of statements on the reading SQLite connection, which runs them in the thread that serves requests. A statement runs
 * at once unless reads have blocked the event loop for long. Then it waits, and the event loop turns every few milliseconds:
 * requests that have arrived meanwhile, and the next statements of operations that go on, are chosen from as well.
 */
export class SqliteTurns {
  private readonly queue = new TurnQueue();
  /** Ends the serving of statements; null while none waits. */
  private endServing: (() => void) | null = null;

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
    if (this.endServing === null) {
      this.endServing = letStepsWaitFor(() => this.queue.hasBelow(SMALL_MS));
      inQuietTurn(this.begin);
    }
    return this.queue.wait(operation);
  }

  /** Counts the time of a statement that has had its turn, in milliseconds. */
  charge(operation: ReadOperation, ms: number): void {
    this.queue.charge(operation, ms);
  }

  private readonly begin = (): void => {
    this.snapshot.release();
    this.serve(performance.now() + TURN_MS);
  };

  /**
   * Ends the wait of one statement after another. A turn with a single statement would not be enough: when other work is done
   * in each turn, requests would arrive faster than their statements run.
   */
  private serve(end: number): void {
    this.queue.next();
    if (this.queue.isEmpty) {
      this.endServing?.();
      this.endServing = null;
      return;
    }
    afterPromises(() => {
      if (performance.now() < end) this.serve(end);
      else inQuietTurn(this.begin);
    });
  }
}
