import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ReadOperation } from '../operations/read-operation';
import { type StatementLoad, TurnQueue } from '../operations/turn-queue';
import { MAX_PREPARED_LENGTH } from '../sql/prepared-statements';
import { defineScaledSum } from '../sql/scaled-sum';
import { serveStatements, type WorkerOptions, type WorkerResult, type WorkerStatement } from './sqlite-reader.worker';

/** Rows as arrays of cells, with the names of their columns. */
export interface Cells {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A thread could not open the database, or has ended in the middle of a statement. Another thread may succeed. */
export class ReaderEndedError extends Error {
  constructor(cause?: unknown) {
    super('A thread that reads from SQLite has ended', { cause });
  }
}

/**
 * Worker threads that run long statements on SQLite, which would block the event loop otherwise. Each has a connection of
 * its own and runs one statement at a time, outside of a transaction: it sees everything that was committed before. The
 * threads are started when they are needed.
 */
export class SqliteReaders {
  private readonly queue = new TurnQueue();
  private readonly idle: Worker[] = [];
  private readonly started = new Set<Worker>();
  /** As many threads as processors, less the one that serves requests. */
  private readonly most = Math.max(1, availableParallelism() - 1);
  private free = this.most;

  constructor(private readonly options: Pick<WorkerOptions, 'file' | 'pragmas'>) {}

  get load(): StatementLoad {
    return { running: this.most - this.free, waiting: this.queue.length };
  }

  /**
   * Runs a statement when a thread is free. A statement that has begun cannot be interrupted: when its operation is
   * stopped, this throws at once, and the thread goes on until the statement ends.
   *
   * @throws DomainError when the operation is stopped
   * @throws ReaderEndedError when the thread ends
   */
  async run(operation: ReadOperation, statement: WorkerStatement): Promise<Cells> {
    operation.assertRunning();
    if (this.free > 0) this.free -= 1;
    else await this.queue.wait(operation);
    const since = performance.now();
    return new Promise((resolve, reject) => {
      const stopListening = operation.onStop(reject);
      this.runOnThread(statement)
        .then(resolve, reject)
        .finally(() => {
          stopListening();
          this.queue.charge(operation, performance.now() - since);
          if (!this.queue.next()) this.free += 1;
        });
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.started].map((worker) => worker.terminate()));
  }

  private async runOnThread(statement: WorkerStatement): Promise<Cells> {
    const worker = this.idle.pop() ?? this.start();
    // Only a running statement keeps the process alive.
    worker.ref();
    const result = await new Promise<WorkerResult>((resolve, reject) => {
      const onError = (error: Error): void => {
        reject(new ReaderEndedError(error));
      };
      const onExit = (): void => {
        reject(new ReaderEndedError());
      };
      worker.once('error', onError).once('exit', onExit);
      worker.once('message', (message: WorkerResult) => {
        worker.off('error', onError).off('exit', onExit);
        worker.unref();
        this.idle.push(worker);
        resolve(message);
      });
      worker.postMessage(statement);
    });
    if ('error' in result) throw Object.assign(new Error(result.error.message), { code: result.error.code });
    return result;
  }

  private start(): Worker {
    const options: WorkerOptions = {
      ...this.options,
      driver: require.resolve('better-sqlite3'),
      maxPreparedLength: MAX_PREPARED_LENGTH,
    };
    const program = `(${serveStatements.toString()})(require, ${defineScaledSum.toString()})`;
    const worker = new Worker(program, { eval: true, workerData: options });
    this.started.add(worker);
    // An idle thread has nobody else to report an error to. It ends, and another one is started.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      this.started.delete(worker);
      const place = this.idle.indexOf(worker);
      if (place >= 0) this.idle.splice(place, 1);
    });
    return worker;
  }
}
