import type { Database } from './database/database';

/*
 * How the process ends on a signal. Import this file before anything that takes long.
 */

export const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const exit = (): void => process.exit(1);

// The first process of a container ignores signals without a handler, so that a start with long migrations could not be stopped.
if (process.pid === 1) for (const signal of STOP_SIGNALS) process.on(signal, exit);

/** From now on, a signal no longer ends the process at once. */
export function endStart(): void {
  for (const signal of STOP_SIGNALS) process.off(signal, exit);
}

/**
 * Ends the process with code 1, or by SIGKILL while a thread runs a statement on SQLite: `process.exit` waits for threads, and the
 * statement cannot be interrupted.
 */
export function exitAtOnce(database: Database): never {
  if (database.delaysExit) process.kill(process.pid, 'SIGKILL');
  process.exit(1);
}
