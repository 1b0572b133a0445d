import { OverloadedError } from '../../errors';
import { ReadOperation } from '../operations/read-operation';
import { TurnQueue } from '../operations/turn-queue';

/** Maximum statements without an operation that wait for a connection. */
const MAX_WAITING = 500;

/** How long such a statement waits for a connection, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** A number of slots, which operations take in turn. */
export class Slots {
  private readonly queue = new TurnQueue();
  private free: number;

  constructor(private readonly count: number) {
    this.free = count;
  }

  get taken(): number {
    return this.count - this.free;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** @throws DomainError when the operation is stopped while it waits */
  async take(operation: ReadOperation): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await this.queue.wait(operation);
  }

  /** Gives a slot back to the operation that is next, after this time in milliseconds. */
  give(operation: ReadOperation, ms: number): void {
    this.queue.charge(operation, ms);
    if (!this.queue.next()) this.free += 1;
  }
}

/**
 * The connections of a pool, for operations and for statements that belong to none. One connection is left to these statements, and half
 * of the connections to operations.
 */
export class ConnectionSlots {
  private readonly operations = new TurnQueue();
  /** Statements that belong to no operation, in order of arrival. */
  private readonly others = new TurnQueue();
  private ofOperations = 0;
  private ofOthers = 0;

  constructor(private readonly count: number) {}

  /** How many connections the operations wait for. */
  get waiting(): number {
    return this.operations.length;
  }

  /** @throws DomainError when the operation is stopped while it waits */
  async take(operation: ReadOperation): Promise<void> {
    if (this.isFreeForOperation) this.ofOperations += 1;
    else await this.operations.wait(operation);
  }

  /** @throws OverloadedError if MAX_WAITING statements wait, or the statement has waited for MAX_WAIT_MS */
  async takeWithoutOperation(): Promise<void> {
    if (this.isFreeForOther) {
      this.ofOthers += 1;
    } else if (this.others.length < MAX_WAITING) {
      const statement = new ReadOperation();
      const timer = setTimeout(() => {
        statement.stop(busy());
      }, MAX_WAIT_MS);
      await this.others.wait(statement).finally(() => {
        clearTimeout(timer);
      });
    } else {
      throw busy();
    }
  }

  give(): void {
    this.ofOperations -= 1;
    this.startNext();
  }

  giveWithoutOperation(): void {
    this.ofOthers -= 1;
    this.startNext();
  }

  private get isFreeForOperation(): boolean {
    return this.hasFree && this.ofOperations < Math.max(1, this.count - 1);
  }

  private get isFreeForOther(): boolean {
    return this.hasFree && this.ofOthers < Math.ceil(this.count / 2);
  }

  private get hasFree(): boolean {
    return this.ofOperations + this.ofOthers < this.count;
  }

  private startNext(): void {
    if (this.isFreeForOther && this.others.next()) this.ofOthers += 1;
    else if (this.isFreeForOperation && this.operations.next()) this.ofOperations += 1;
  }
}

function busy(): OverloadedError {
  return new OverloadedError('The server is busy with other requests: try again later');
}
