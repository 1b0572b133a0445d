import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';

/** A range of bytes: from `from` (default: the first byte) up to, but not including, `to` (default: the end). */
export interface ByteRange {
  readonly from?: number;
  readonly to?: number;
}

/**
 * Stores files under keys that the caller creates with `newFileKey`. Each key is written once: a replacement gets a new
 * key, so that readers of the old file are not disturbed.
 */
export interface FileStore {
  /**
   * Creates the place of the files if there is none. Called once before the first file: if the place disappears while the process runs, as
   * when a disk is unmounted, files are not written to another one.
   */
  prepare(): Promise<void>;

  /**
   * Resolves once the complete content is durable; nothing can be read before. A write fails when the content fails or
   * is destroyed, or the signal aborts. A failed write leaves nothing behind, and destroys the content.
   */
  write(key: string, content: Readable, signal?: AbortSignal): Promise<void>;

  /**
   * Reads a file. A range is cut off at the end of the file. The stream must be read to its end or destroyed.
   *
   * @param signal ends a read that waits for the store, and then its stream. Destroying the stream leaves a request that waits open
   */
  read(key: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable>;

  /** The size in bytes. The signal ends the wait for the store. */
  size(key: string, signal?: AbortSignal): Promise<number>;

  /**
   * The keys of all files that are stored completely, in no particular order. They are read in parts, so that their number
   * takes no memory. A file that is written or deleted meanwhile may be among them or not.
   */
  keys(): AsyncIterable<string>;

  /**
   * Checks that the store responds, and, as far as possible without writing, that this process may write to it. Takes
   * the same time for any number of files.
   *
   * @throws Error that says what is wrong
   */
  assertAvailable(): Promise<void>;

  /**
   * True if nothing at all is stored, not even the remains of an interrupted write or what others have put there. Takes the same
   * time for any number of files.
   */
  isEmpty(): Promise<boolean>;

  /** Deletes the file and the remains of interrupted writes. Does nothing when there are none. */
  delete(key: string): Promise<void>;
}

const FILE_KEY = /^[0-9a-f]{32}$/;

/** Creates a unique key that cannot be guessed. */
export function newFileKey(): string {
  return randomBytes(16).toString('hex');
}

/** True if the text has the form of a key. A store may also have files that others have put there. */
export function isFileKey(text: string): boolean {
  return FILE_KEY.test(text);
}

/** Keys become paths, so nothing else may be used as a key. */
export function assertFileKey(key: string): void {
  if (!isFileKey(key)) throw new TypeError('A file key must have 32 hexadecimal digits');
}
