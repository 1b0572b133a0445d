import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { toStartupError } from '../database/database';
import { BadUserInputError } from '../errors';

/** The exit code for a command that was not understood, or whose files cannot be. */
const USAGE_EXIT_CODE = 2;

/** A command whose usage errors end with the code 2, since 1 says that rows were refused. */
export function transferCommand(name: string): Command {
  return new Command(name).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_EXIT_CODE));
}

/** Does a command's work, and says in a sentence what went wrong with its files or the database. */
export async function runTransfer(failure: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BadUserInputError)) throw toStartupError(failure, error);
    console.error(error.message);
    process.exitCode = USAGE_EXIT_CODE;
  }
}

/** Shown on a terminal only. */
export function activitiesBar(): SingleBar {
  return new SingleBar(
    { format: 'Activities {bar} {value}/{total} · {duration_formatted}', clearOnComplete: true },
    Presets.shades_classic,
  );
}
