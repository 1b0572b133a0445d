import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncDirectory } from '../../storage/durable-writing';
import { removeOnExit } from './temporary-file';

/** The codes of errors when a directory takes no new file, or a file must not be given to its owner. */
const NOT_ALLOWED = ['EACCES', 'EPERM', 'EROFS'];

/** The codes of errors when another file must not have the name of a file, such as one that is mounted by itself. */
const NOT_REPLACEABLE = ['EACCES', 'EBUSY', 'EPERM', 'EXDEV'];

/**
 * Writes a file as a whole: it is written under another name, and gets its own when it is complete and on disk. If that fails, a file
 * with this name stays as it was. An existing file keeps its owner and its permissions. One that cannot be replaced so is written
 * directly, like a pipe or a device.
 *
 * @param write ends the stream
 */
export async function writeWhole(file: string, write: (output: Writable) => Promise<void>): Promise<void> {
  const existing = await stat(file).catch(() => null);
  if (existing !== null && !existing.isFile()) return write(createWriteStream(file));
  const target = await targetOf(file);
  const temporary = `${target}.${process.pid}.part`;
  const keep = removeOnExit(temporary);
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
    keep();
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

/** Creates a file like the existing one. Null: only the existing one can be written. */
async function create(file: string, existing: Stats | null): Promise<FileHandle | null> {
  if (existing === null) return open(file, 'w');
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'w', 0o600);
    const { uid, gid } = await handle.stat();
    if (uid !== existing.uid || gid !== existing.gid) await handle.chown(existing.uid, existing.gid);
    // The umask does not apply to it.
    await handle.chmod(existing.mode & 0o777);
    return handle;
  } catch (error) {
    await handle?.close();
    if (isOneOf(NOT_ALLOWED, error)) return null;
    throw error;
  }
}

/** Gives the complete file the name of the target, or else its content to the target. */
async function replace(target: string, complete: string): Promise<void> {
  try {
    await rename(complete, target);
  } catch (error) {
    if (!isOneOf(NOT_REPLACEABLE, error)) throw error;
    return pipeline(createReadStream(complete), createWriteStream(target, { flush: true }));
  }
  await syncDirectory(path.dirname(target));
}

function isOneOf(codes: readonly string[], error: unknown): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException).code));
}
