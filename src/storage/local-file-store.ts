import { randomBytes } from 'node:crypto';
import { mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { StorageFullError, StorageUnavailableError } from '../errors';
import { assertDirectoryUsable } from './directory-access';
import { syncDirectory, writeDurably } from './durable-writing';
import { assertFileKey, type ByteRange, type FileStore, isFileKey } from './file-store';
import { FileMissingError } from './storage-errors';

/** The disk is full, or the quota of the user is used up. */
const NO_ROOM = new Set<unknown>(['ENOSPC', 'EDQUOT']);

/**
 * The disk or the network share fails or is read-only, too many files are open, or the directory is missing, another account's or no
 * directory any more.
 */
const UNAVAILABLE = new Set<unknown>([
  ...['EIO', 'EROFS', 'ESTALE', 'EMFILE', 'ENFILE'],
  ...['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR'],
]);

const TEMPORARY_SUFFIX = /\.[0-9a-f]{16}\.part$/;

/** Reads are few and large: each one is a round trip to the thread pool. */
const READ_BYTES = 256 * 1024;

/**
 * Stores files in a directory that only this account can read, in subdirectories named by the first two digits of the
 * key.
 */
export class LocalFileStore implements FileStore {
  constructor(private readonly directory: string) {}

  async prepare(): Promise<void> {
    const firstCreated = await mkdir(this.directory, { recursive: true, mode: 0o700 });
    if (firstCreated === undefined) return;
    // A power failure removes neither the directory nor its parents.
    const top = path.dirname(path.resolve(firstCreated));
    for (let created = path.resolve(this.directory); created !== top; created = path.dirname(created)) {
      await syncDirectory(path.dirname(created));
    }
  }

  async write(key: string, content: Readable, signal?: AbortSignal): Promise<void> {
    const file = this.pathOf(key);
    const temporary = `${file}.${randomBytes(8).toString('hex')}.part`;
    // The content may fail before it is read. Reading it then still reports the error.
    content.on('error', () => {});
    if (signal !== undefined) addAbortSignal(signal, content);
    try {
      await this.makeSubdirectory(path.dirname(file));
      await writeDurably(temporary, content);
      signal?.throwIfAborted();
      await rename(temporary, file);
      await syncDirectory(path.dirname(file));
    } catch (error) {
      content.destroy();
      // What remains on a disk that has turned read-only is deleted with the lease of the file.
      await rm(temporary, { force: true }).catch(() => undefined);
      throw orUnavailable(error);
    }
  }

  async read(key: string, { from = 0, to = Infinity }: ByteRange = {}): Promise<Readable> {
    const handle = await open(this.pathOf(key)).catch((error: unknown) => this.throwMissing(error, key));
    if (to > from) return handle.createReadStream({ start: from, end: to - 1, highWaterMark: READ_BYTES });
    await handle.close();
    return Readable.from([]);
  }

  async size(key: string): Promise<number> {
    const { size } = await stat(this.pathOf(key)).catch((error: unknown) => this.throwMissing(error, key));
    return size;
  }

  async *keys(): AsyncGenerator<string> {
    try {
      for await (const directory of namesOf(this.directory)) {
        if (!/^[0-9a-f]{2}$/.test(directory)) continue;
        for await (const name of namesOf(path.join(this.directory, directory))) {
          if (isFileKey(name) && name.startsWith(directory)) yield name;
        }
      }
    } catch (error) {
      throw orUnavailable(error);
    }
  }

  assertAvailable(): Promise<void> {
    return assertDirectoryUsable(this.directory);
  }

  async isEmpty(): Promise<boolean> {
    return isWithoutFiles(this.directory);
  }

  async delete(key: string): Promise<void> {
    const file = this.pathOf(key);
    const directory = path.dirname(file);
    try {
      const names = (await namesIn(directory)).filter((name) => name.replace(TEMPORARY_SUFFIX, '') === key);
      if (names.length === 0) {
        await this.assertDirectory();
        return;
      }
      await Promise.all(names.map((name) => rm(path.join(directory, name), { force: true })));
      await syncDirectory(directory);
    } catch (error) {
      throw orUnavailable(error);
    }
  }

  private async makeSubdirectory(subdirectory: string): Promise<void> {
    try {
      await mkdir(subdirectory, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw error;
    }
    await syncDirectory(this.directory);
  }

  /** @throws FileMissingError if the directory is there, and the file is not */
  private async throwMissing(error: unknown, key: string): Promise<never> {
    if (!isNotFound(error)) throw orUnavailable(error);
    await this.assertDirectory();
    throw new FileMissingError(key, { cause: error });
  }

  /** @throws StorageUnavailableError if the directory is missing: its files may come back with it */
  private async assertDirectory(): Promise<void> {
    await stat(this.directory).catch((cause: unknown) => {
      throw new StorageUnavailableError(cause);
    });
  }

  private pathOf(key: string): string {
    assertFileKey(key);
    return path.join(this.directory, key.slice(0, 2), key);
  }
}

/** The names in a directory, as they are read. There are none if it does not exist. */
async function* namesOf(directory: string): AsyncGenerator<string> {
  const entries = await opendir(directory).catch(orNull);
  for await (const { name } of entries ?? []) yield name;
}

/** True if the directory does not exist, or it and its subdirectories have no files. Subdirectories stay when their files are deleted. */
async function isWithoutFiles(directory: string): Promise<boolean> {
  for await (const entry of (await opendir(directory).catch(orNull)) ?? []) {
    // Every new disk with ext4 has this one, which only root can open.
    if (entry.name === 'lost+found') continue;
    if (!entry.isDirectory()) return false;
    // Others have put there a directory that cannot be opened.
    if (!(await isWithoutFiles(path.join(directory, entry.name)).catch(() => false))) return false;
  }
  return true;
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(orNull)) ?? [];
}

function orUnavailable(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (NO_ROOM.has(code)) return new StorageFullError(error);
  return UNAVAILABLE.has(code) ? new StorageUnavailableError(error) : error;
}

function orNull(error: unknown): null {
  if (isNotFound(error)) return null;
  throw error;
}

function isNotFound(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
