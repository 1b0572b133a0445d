import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/**
 * Creates a missing SQLite file that only its owner can read. SQLite gives its log and index files the same mode.
 *
 * @throws Error with the reason, which SQLite's own message does not have, when the file cannot be opened
 */
export function createPrivateFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

/**
 * Call it before the first statement. SQLite opens a file that it cannot write for reading only, without an error, and
 * creates a log with the mode of the file, which would stay read-only once the file is writable.
 *
 * @throws Error when the database file, its log or its index exists and cannot be written
 */
export function assertFilesWritable(file: string): void {
  for (const one of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      accessSync(one, constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw new Error(`${one} cannot be written (${code})`, { cause: error });
    }
  }
}
