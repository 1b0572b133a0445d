import type { Pool } from 'pg';
import type { ReadOperation } from '../operations/read-operation';
import type { StatementLoad } from '../operations/turn-queue';
import { OperationConnection, SmallStatements, type Statement } from './postgres-operation';
import { ConnectionSlots, Slots } from './postgres-slots';
import { hasPreparedMany } from './prepared-names';

/**
 * The number of statements of operations that run at the same time. With more, each takes longer, and the next turn comes
 * later.
 */
export const MAX_RUNNING = 8;

/** PostgreSQL's error for a statement of a transaction in which another one has failed. */
const IN_FAILED_TRANSACTION = '25P02';

/**
 * Shares the connections of a pool among operations. An ongoing operation has one connection with a transaction: its
 * statements see one snapshot, so that its response does not mix two moments. Statements that belong to no operation, such
 * as the health check and the reading of credentials, come before operations. One connection is left to them, and half of the
 * connections to operations.
 *
 * Whatever needs a connection waits here, and not in the pool: that counts the wait as the time that connecting takes, and
 * gives up after five seconds.
 */
export class PostgresConnections {
  private readonly connections: ConnectionSlots;
  private readonly turns = new Slots(MAX_RUNNING);
  private readonly small = new SmallStatements();
  /** The connections of ongoing operations. */
  private readonly byOperation = new Map<ReadOperation, OperationConnection>();

  constructor(private readonly pool: Pool) {
    this.connections = new ConnectionSlots(pool.options.max);
  }

  /** Statements that wait for another one of their operation are not counted. */
  get load(): StatementLoad {
    return { running: this.turns.taken, waiting: this.turns.waiting + this.connections.waiting };
  }

  /**
   * Runs a statement of an operation. When the operation is stopped, the statement is cancelled.
   *
   * @throws DomainError when the operation has been stopped
   */
  async run<T>(operation: ReadOperation, statement: Statement<T>): Promise<T> {
    operation.assertRunning();
    if (operation.isOngoing) return this.runInTransaction(operation, statement);
    const connection = this.connect(operation, false);
    return connection.run(statement).finally(() => connection.release());
  }

  /**
   * Runs a statement that belongs to no operation.
   *
   * @param isConnectionError says whether the connection cannot be used after an error
   * @throws OverloadedError if too many such statements wait
   */
  async runWithoutOperation<T>(statement: Statement<T>, isConnectionError: (error: unknown) => boolean): Promise<T> {
    await this.connections.takeWithoutOperation();
    try {
      const client = await this.pool.connect();
      let failure: Error | undefined;
      const fail = (error: Error): void => {
        failure ??= error;
      };
      // A lost connection fails the statement as well. Without a listener, it would end the process.
      client.on('error', fail);
      try {
        return await this.small.during(statement(client));
      } catch (error) {
        if (isConnectionError(error)) fail(error as Error);
        throw error;
      } finally {
        client.off('error', fail);
        client.release(failure ?? hasPreparedMany(client));
      }
    } finally {
      this.connections.giveWithoutOperation();
    }
  }

  /** Gives up the connection and the snapshot of an operation. Its next statement gets others. */
  abandon(operation: ReadOperation): void {
    const connection = this.byOperation.get(operation);
    this.byOperation.delete(operation);
    void connection?.commit();
  }

  /** If another statement has failed the transaction, the statement runs in a new one. */
  private async runInTransaction<T>(operation: ReadOperation, statement: Statement<T>): Promise<T> {
    const connection = this.connectionOf(operation);
    try {
      return await connection.run(statement);
    } catch (error) {
      if ((error as { code?: unknown }).code !== IN_FAILED_TRANSACTION) throw error;
      if (this.byOperation.get(operation) === connection) this.abandon(operation);
      return this.run(operation, statement);
    }
  }

  private connectionOf(operation: ReadOperation): OperationConnection {
    const known = this.byOperation.get(operation);
    if (known !== undefined) return known;
    const connection = this.connect(operation, true);
    this.byOperation.set(operation, connection);
    operation.onEnd(() => {
      // After an error it was given up, and may belong to another operation by now.
      if (this.byOperation.get(operation) === connection) this.abandon(operation);
    });
    return connection;
  }

  private connect(operation: ReadOperation, isTransaction: boolean): OperationConnection {
    const { pool, connections, turns, small } = this;
    return new OperationConnection({ pool, connections, turns, small }, operation, isTransaction);
  }
}
