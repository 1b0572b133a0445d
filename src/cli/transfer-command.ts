import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { toStartupError } from '../database/database-errors';
import { BadUserInputError } from '../errors';

/** The exit code for usage errors and for files that cannot be used. */
const USAGE_EXIT_CODE = 2;

/** A command that exits with 2 after a usage error, since 1 means that rows were refused. */
export function transferCommand(name: string): Command {
  return new Command(name).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_EXIT_CODE));
}

/** Runs a command, and prints a short message when its files or the database fail. */
export async function runTransfer(failure: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BadUserInputError)) throw toStartupError(failure, error);
    console.error(error.message);
    process.exitCode = USAGE_EXIT_CODE;
  }
}

/** A progress bar, which is shown on a terminal only. */
export function progressBar(subject: string): SingleBar {
  return new SingleBar(
    { format: `${subject} {bar} {value}/{total} · {duration_formatted}`, clearOnComplete: true },
    Presets.shades_classic,
  );
}
