import type { Pool, PoolClient } from 'pg';
import { letStepsWaitFor } from '../../event-loop';
import type { ReadOperation } from '../operations/read-operation';
import { cancelStatement } from './postgres-cancel';
import type { ConnectionSlots, Slots } from './postgres-slots';
import { hasPreparedMany } from './prepared-names';

/** Operations whose statements have taken less time, in milliseconds, come before the steps of large ones. */
const SMALL_MS = 50;

export type Statement<T> = (client: PoolClient) => Promise<T>;

/** What the operations on a server share. */
interface SharedByOperations {
  readonly pool: Pool;
  readonly connections: ConnectionSlots;
  readonly turns: Slots;
  readonly small: SmallStatements;
}

/** The connection of one operation. It runs one statement after another. */
export class OperationConnection {
  private readonly client: Promise<PoolClient>;
  private last: Promise<unknown> = Promise.resolve();
  private failure: Error | undefined;

  constructor(
    private readonly shared: SharedByOperations,
    private readonly operation: ReadOperation,
    private needsBegin: boolean,
  ) {
    this.client = this.open();
  }

  run<T>(statement: Statement<T>): Promise<T> {
    const run = (): Promise<T> => {
      const running = this.runNow(statement);
      return this.operation.usedMs < SMALL_MS ? this.shared.small.during(running) : running;
    };
    const result = this.last.then(run, run);
    this.last = result;
    return result;
  }

  /** Ends the transaction after all statements, and gives the connection back. */
  async commit(): Promise<void> {
    try {
      await this.last.catch(() => undefined);
      const client = await this.client;
      if (this.failure === undefined && !this.needsBegin) await client.query('COMMIT');
    } catch (error) {
      this.fail(error as Error);
    }
    await this.release();
  }

  /** Gives the connection back. After an error it is closed: a cancellation may reach it late. */
  async release(): Promise<void> {
    try {
      const client = await this.client;
      client.off('error', this.fail);
      client.release(this.failure ?? hasPreparedMany(client));
      this.shared.connections.give();
    } catch {
      // It was not opened.
    }
  }

  private async open(): Promise<PoolClient> {
    await this.shared.connections.take(this.operation);
    try {
      const client = await this.shared.pool.connect();
      // A lost connection fails the statement as well. Without a listener, it would end the process.
      client.on('error', this.fail);
      return client;
    } catch (error) {
      this.shared.connections.give();
      throw error;
    }
  }

  private async runNow<T>(statement: Statement<T>): Promise<T> {
    const { operation } = this;
    const client = await this.client;
    operation.assertRunning();
    await this.shared.turns.take(operation);
    const since = performance.now();
    let endCancelling = (): void => undefined;
    const stopListening = operation.onStop((error) => {
      this.fail(error);
      endCancelling = cancelStatement(client);
    });
    try {
      if (this.needsBegin) {
        this.needsBegin = false;
        // Not awaited: the connection sends it together with the first statement.
        client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY').catch(this.fail);
      }
      return await statement(client);
    } catch (error) {
      this.fail(error as Error);
      operation.assertRunning();
      throw error;
    } finally {
      stopListening();
      endCancelling();
      this.shared.turns.give(operation, performance.now() - since);
    }
  }

  private readonly fail = (error: Error): void => {
    this.failure ??= error;
  };
}

/**
 * Small statements that wait or run. While there are any, the steps of large work wait: a normal operation has several statements, one
 * after the other, and a step in each turn of the event loop would delay each of them.
 */
export class SmallStatements {
  private count = 0;
  private readonly areUnderWay = (): boolean => this.count > 0;
  private end: () => void = () => {};

  during<T>(running: Promise<T>): Promise<T> {
    this.count += 1;
    if (this.count === 1) this.end = letStepsWaitFor(this.areUnderWay);
    return running.finally(() => {
      this.count -= 1;
      if (this.count === 0) this.end();
    });
  }
}
