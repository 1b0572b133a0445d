import type { MessagePort } from 'node:worker_threads';
import type BetterSqlite from 'better-sqlite3';
import type { defineScaledSum } from '../sql/scaled-sum';

/** A statement for a worker thread. */
export interface WorkerStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The rows of a statement as arrays of cells, with the names of the columns; or its error. */
export type WorkerResult =
  | { readonly names: readonly string[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly error: { readonly message: string; readonly code: string } };

export interface WorkerOptions {
  readonly file: string;
  /** The file of the driver, because a thread that runs from text resolves names from the working directory. */
  readonly driver: string;
  readonly pragmas: readonly string[];
  /** Maximum characters of the texts of prepared statements. */
  readonly maxPreparedLength: number;
}

/**
 * The code of a worker thread with its own reading connection: answers each statement with a result. The thread runs this
 * function from its source text, which is the same for compiled code and for tests, so it must not use anything from
 * outside of the function.
 *
 * @param defineFunctions defines the functions that statements call
 */
export function serveStatements(require: NodeJS.Require, defineFunctions: typeof defineScaledSum): void {
  const { parentPort, workerData } = require('node:worker_threads') as {
    parentPort: MessagePort;
    workerData: WorkerOptions;
  };
  const { file, driver, pragmas, maxPreparedLength } = workerData;
  const Connection = require(driver) as typeof BetterSqlite;
  const prepared = new Map<string, BetterSqlite.Statement<unknown[], unknown[]>>();
  let preparedLength = 0;

  const open = (): BetterSqlite.Database => {
    const opened = new Connection(file, { readonly: true });
    try {
      for (const pragma of pragmas) opened.pragma(pragma);
      defineFunctions(opened);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  };
  let connection = open();

  const prepare = (text: string): BetterSqlite.Statement<unknown[], unknown[]> => {
    // Statements take some 14 bytes for each character. The driver frees them only when garbage is collected, for which this thread
    // has no other reason. Closing the connection frees all of them.
    if (preparedLength + text.length > maxPreparedLength) {
      // If opening fails, the present connection goes on serving, and the next statement tries again.
      const next = open();
      connection.close();
      connection = next;
      prepared.clear();
      preparedLength = 0;
    }
    const statement = connection.prepare<unknown[], unknown[]>(text).raw();
    prepared.set(text, statement);
    preparedLength += text.length;
    return statement;
  };

  const run = ({ text, values }: WorkerStatement): WorkerResult => {
    try {
      const statement = prepared.get(text) ?? prepare(text);
      return { names: statement.columns().map(({ name }) => name), rows: statement.all(...values) };
    } catch (error) {
      const { message, code } = error as Error & { code: string };
      return { error: { message, code } };
    }
  };
  parentPort.on('message', (statement: WorkerStatement) => {
    parentPort.postMessage(run(statement));
  });
}
