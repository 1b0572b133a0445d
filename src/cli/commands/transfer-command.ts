import { toStartupError } from '../../database/database-errors';

/** Runs a command, and prints a short message when the database fails. */
export async function runTransfer(failure: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw toStartupError(failure, error);
  }
}
