import { randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream, type Stats } from 'node:fs';
import { access, type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError } from 'commander';
import { syncDirectory } from '../../storage/durable-writing';
import { removeOnExit } from './temporary-file';

/** The codes of errors when a file cannot be replaced by another one with the same owner, such as one that is mounted by itself. */
const NOT_REPLACEABLE = ['EACCES', 'EBUSY', 'EPERM', 'EROFS', 'EXDEV'];

/** Parses the name of a file that a command writes. A variable of a script that is not set is an empty name. */
export function parseOutputName(file: string): string {
  if (file === '') throw new InvalidArgumentError('expected the name of a file');
  return file;
}

/**
 * Writes the output of a command under another name. The file gets its own name when it is complete and on disk, so that an earlier file
 * stays as it was if that fails. The new one has the owner and the permissions of the earlier one. If a file cannot be replaced, or has
 * several hard links, it is written directly, like a pipe or a device.
 *
 * @param write ends the stream
 */
export async function writeOutputFile(file: string, write: (output: Writable) => Promise<void>): Promise<void> {
  const existing = await stat(file).catch(() => null);
  if (existing !== null && !existing.isFile()) return write(createWriteStream(file));
  const target = await targetOf(file);
  if (existing !== null) await access(target, constants.W_OK);
  // Processes in different containers can have the same id.
  const temporary = `${target}.${randomUUID()}.part`;
  const cancelRemoval = removeOnExit(temporary);
  try {
    const handle = await create(temporary, existing);
    if (handle === null) {
      await write(createWriteStream(target, { flush: true }));
    } else {
      // `flush` syncs the file before it is closed.
      await write(handle.createWriteStream({ flush: true }));
      await replace(target, temporary);
    }
  } finally {
    await rm(temporary, { force: true });
    cancelRemoval();
  }
}

/** The file behind symbolic links, whether or not it exists. */
async function targetOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const link = await readlink(file).catch(() => null);
    return link === null ? file : targetOf(path.resolve(await realpath(path.dirname(file)), link));
  }
}

/** Creates a file like the existing one. Null: the existing one must be written directly. */
async function create(file: string, existing: Stats | null): Promise<FileHandle | null> {
  if (existing === null) return open(file, 'wx');
  if (existing.nlink > 1) return null;
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'wx', 0o600);
    const { uid, gid } = await handle.stat();
    if (uid !== existing.uid || gid !== existing.gid) await handle.chown(existing.uid, existing.gid);
    // The umask does not apply to it.
    await handle.chmod(existing.mode & 0o777);
    return handle;
  } catch (error) {
    await handle?.close();
    if (isNotReplaceable(error)) return null;
    throw error;
  }
}

/** Gives the complete file the name of the target, or else its content to the target. */
async function replace(target: string, complete: string): Promise<void> {
  try {
    await rename(complete, target);
  } catch (error) {
    if (!isNotReplaceable(error)) throw error;
    return pipeline(createReadStream(complete), createWriteStream(target, { flush: true }));
  }
  await syncDirectory(path.dirname(target));
}

function isNotReplaceable(error: unknown): boolean {
  return NOT_REPLACEABLE.includes(String((error as NodeJS.ErrnoException).code));
}
