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

/**
 * Statements that wait for their turn. The next turn goes to the operation whose statements have run for the shortest
 * time so far. So an operation with many slow statements delays any other one by the statement that is running, however
 * many of its own wait.
 */
export class TurnQueue {
  /** The waiting statements of each operation, in order of arrival. */
  private readonly waiting = new Map<ReadOperation, Waiting[]>();
  private readonly stopListening = new Map<ReadOperation, () => void>();

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

  /** Ends the wait of the next statement. Returns false if no statement waits. */
  next(): boolean {
    let chosen: ReadOperation | undefined;
    for (const operation of this.waiting.keys()) {
      if (chosen === undefined || operation.usedMs < chosen.usedMs) chosen = operation;
    }
    if (chosen === undefined) return false;
    const statements = this.waiting.get(chosen)!;
    const statement = statements.shift()!;
    if (statements.length === 0) this.remove(chosen);
    statement.resolve();
    return true;
  }

  private remove(operation: ReadOperation): void {
    this.stopListening.get(operation)?.();
    this.stopListening.delete(operation);
    this.waiting.delete(operation);
  }
}
