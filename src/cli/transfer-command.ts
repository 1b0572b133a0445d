import { Presets, SingleBar } from 'cli-progress';
import { toStartupError } from '../database/database-errors';

/** Runs a command, and prints a short message when the database fails. */
export async function runTransfer(failure: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw toStartupError(failure, error);
  }
}

/** A progress bar, which is shown on a terminal only. */
export function progressBar(subject: string): SingleBar {
  return new SingleBar(
    { format: `${subject} {bar} {value}/{total} · {duration_formatted}`, clearOnComplete: true },
    Presets.shades_classic,
  );
}
