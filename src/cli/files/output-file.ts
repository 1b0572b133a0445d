import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { syncDirectory } from '../../storage/durable-writing';
import { removeOnExit } from './temporary-file';

/**
 * Writes a file as a whole: it is written under another name, and gets its own when it is complete and on disk. If that fails, a file
 * with this name stays as it was. A pipe or a device is written directly.
 *
 * @param write ends the stream
 */
export async function writeWhole(file: string, write: (output: Writable) => Promise<void>): Promise<void> {
  const existing = await stat(file).catch(() => null);
  if (existing !== null && !existing.isFile()) return write(createWriteStream(file));
  // A symbolic link stays one.
  const target = existing === null ? file : await realpath(file);
  const temporary = `${target}.${process.pid}.part`;
  const keep = removeOnExit(temporary);
  try {
    // `flush` syncs the file before it is closed.
    await write(
      createWriteStream(temporary, { flush: true, ...(existing !== null && { mode: existing.mode & 0o777 }) }),
    );
    await rename(temporary, target);
    await syncDirectory(path.dirname(target));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    keep();
  }
}
