import { rmSync } from 'node:fs';
import { constants } from 'node:os';

/** The signals that end a command. SIGHUP comes when its terminal is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Removes a temporary file when the process exits, or one of these signals ends it, before the returned function is called. */
export function removeOnExit(file: string): () => void {
  // Only what is synchronous still runs.
  const remove = (): void => {
    rmSync(file, { force: true });
  };
  const end = (signal: NodeJS.Signals): void => {
    remove();
    cancel();
    // In a container, signals do not end the first process by default.
    if (process.pid === 1) process.exit(128 + constants.signals[signal]);
    // Not by `process.exit`, in which Node aborts if the terminal is gone.
    process.kill(process.pid, signal);
  };
  const cancel = (): void => {
    process.off('exit', remove);
    for (const signal of SIGNALS) process.off(signal, end);
  };
  process.on('exit', remove);
  for (const signal of SIGNALS) process.on(signal, end);
  return cancel;
}
