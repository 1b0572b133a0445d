import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/**
 * Checks that files can be read and written in a directory, or that it can be created, without writing anything.
 *
 * @throws Error of the file system
 */
export async function assertDirectoryUsable(directory: string): Promise<void> {
  try {
    // The slash: a file is no directory.
    await access(path.join(directory, path.sep), constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await assertDirectoryUsable(path.dirname(path.resolve(directory)));
  }
}
