import { rmSync } from 'node:fs';
import { constants } from 'node:os';

/** The signals that end a command. SIGHUP comes when its terminal is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Removes a temporary file when the process exits before the returned function is called. Signals make the process exit, with the code
 * 128 + number of the signal.
 */
export function removeOnExit(file: string): () => void {
  // Only what is synchronous still runs.
  const remove = (): void => {
    rmSync(file, { force: true });
  };
  const exit = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);
  process.on('exit', remove);
  for (const signal of SIGNALS) process.on(signal, exit);
  return () => {
    process.off('exit', remove);
    for (const signal of SIGNALS) process.off(signal, exit);
  };
}
