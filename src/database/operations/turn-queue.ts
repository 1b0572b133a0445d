import type { ReadOperation } from './read-operation';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** How many statements run, and how many wait until they may run. */
export interface StatementLoad {
  readonly running: number;
  readonly waiting: number;
}

/** The part of the time that the operation with the earliest deadline gets, however long its statements have run. */
const EARLIEST_SHARE = 1 / 4;

/**
 * Statements that wait for their turn. The next turn goes to the operation whose statements have run for the shortest
 * time so far. So an operation with many slow statements delays any other one by one statement at a time, however many of its own wait.
 * And a quarter of the time goes to the operation with the earliest deadline. If more than four statements run at a time, it has one of
 * them. So a large operation makes progress, however many small ones keep arriving.
 */
export class TurnQueue {
  /** The waiting statements of each operation, in order of arrival. */
  private readonly waiting = new Map<ReadOperation, Waiting[]>();
  private readonly stopListening = new Map<ReadOperation, () => void>();
  /** What operations with the earliest deadline lack of their part of the time since the queue was empty, in milliseconds. */
  private lackingMs = 0;
  /** The one of them that has a turn because of it. */
  private preferred: ReadOperation | null = null;

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** The number of waiting statements. */
  get length(): number {
    let length = 0;
    for (const statements of this.waiting.values()) length += statements.length;
    return length;
  }

  /** True if a statement waits of an operation whose statements have run for less than this time, in milliseconds. */
  hasBelow(usedMs: number): boolean {
    for (const operation of this.waiting.keys()) if (operation.usedMs < usedMs) return true;
    return false;
  }

  /**
   * Waits for a turn.
   *
   * @throws DomainError when the operation is stopped meanwhile
   */
  wait(operation: ReadOperation): Promise<void> {
    return new Promise((resolve, reject) => {
      const statement = { resolve, reject };
      const others = this.waiting.get(operation);
      if (others !== undefined) {
        others.push(statement);
        return;
      }
      const statements = [statement];
      this.waiting.set(operation, statements);
      const onStop = (error: Error): void => {
        this.remove(operation);
        for (const stopped of statements) stopped.reject(error);
      };
      this.stopListening.set(operation, operation.onStop(onStop));
    });
  }

  /** Counts the time of a statement that has had its turn, in milliseconds. */
  charge(operation: ReadOperation, ms: number): void {
    operation.usedMs += ms;
    const wasPreferred = operation === this.preferred;
    if (wasPreferred) this.preferred = null;
    if (this.isEmpty) return;
    if (wasPreferred) {
      this.lackingMs -= (1 - EARLIEST_SHARE) * ms;
    } else if (this.leastBy('deadline')!.deadline < operation.deadline) {
      this.lackingMs += EARLIEST_SHARE * ms;
    }
  }

  /** Ends the wait of the next statement. Returns false if no statement waits. */
  next(): boolean {
    // An operation that has ended may not have run its statement.
    const isPreferred = this.lackingMs > 0 && this.preferred?.isOngoing !== true;
    const chosen = this.leastBy(isPreferred ? 'deadline' : 'usedMs');
    if (chosen === undefined) return false;
    if (isPreferred) this.preferred = chosen;
    const statements = this.waiting.get(chosen)!;
    const statement = statements.shift()!;
    if (statements.length === 0) this.remove(chosen);
    statement.resolve();
    return true;
  }

  /** The waiting operation with the least of these values; of several, the one that has waited longest. */
  private leastBy(value: 'usedMs' | 'deadline'): ReadOperation | undefined {
    let least: ReadOperation | undefined;
    for (const operation of this.waiting.keys()) {
      if (least === undefined || operation[value] < least[value]) least = operation;
    }
    return least;
  }

  private remove(operation: ReadOperation): void {
    this.stopListening.get(operation)?.();
    this.stopListening.delete(operation);
    this.waiting.delete(operation);
    if (this.isEmpty) this.lackingMs = 0;
  }
}
