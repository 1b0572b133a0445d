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
 * Statements that wait for their turn. The next turn goes to the operation with the shortest time: that for which its statements have
 * run so far, and that by which its address has exceeded its share. So an operation with many slow statements delays any other one by
 * the statement that is running, however many of its own wait. And many small operations of one address do not stop the large one of
 * another.
 */
export class TurnQueue {
  /** The waiting statements of each operation, in order of arrival. */
  private readonly waiting = new Map<ReadOperation, Waiting[]>();
  private readonly stopListening = new Map<ReadOperation, () => void>();
  /** The time that is the share of an address which always waits, in milliseconds. */
  private share = 0;
  /** The time that the statements of each address have taken, of those that have exceeded this share since the queue was empty. */
  private readonly usedMsByAddress = new Map<string, number>();

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

  /** Counts the time of a statement for the address of its operation. The addresses that wait have equal shares of it. */
  charge({ address }: ReadOperation, ms: number): void {
    if (this.isEmpty || address === null) return;
    this.usedMsByAddress.set(address, (this.usedMsByAddress.get(address) ?? this.share) + ms);
    const addresses = new Set([address]);
    for (const waiting of this.waiting.keys()) if (waiting.address !== null) addresses.add(waiting.address);
    this.share += ms / addresses.size;
    for (const [one, usedMs] of this.usedMsByAddress) if (usedMs <= this.share) this.usedMsByAddress.delete(one);
  }

  /** Ends the wait of the next statement. Returns false if no statement waits. */
  next(): boolean {
    let chosen: ReadOperation | undefined;
    let shortest = Infinity;
    for (const operation of this.waiting.keys()) {
      const time = operation.usedMs + this.excessOf(operation);
      if (time < shortest) [chosen, shortest] = [operation, time];
    }
    if (chosen === undefined) return false;
    const statements = this.waiting.get(chosen)!;
    const statement = statements.shift()!;
    if (statements.length === 0) this.remove(chosen);
    statement.resolve();
    return true;
  }

  /** The time by which the address of an operation has exceeded its share, in milliseconds. */
  private excessOf({ address }: ReadOperation): number {
    const usedMs = address === null ? undefined : this.usedMsByAddress.get(address);
    return usedMs === undefined ? 0 : usedMs - this.share;
  }

  private remove(operation: ReadOperation): void {
    this.stopListening.get(operation)?.();
    this.stopListening.delete(operation);
    this.waiting.delete(operation);
    if (this.isEmpty) this.usedMsByAddress.clear();
  }
}
