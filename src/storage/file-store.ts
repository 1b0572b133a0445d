import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Bytes of a file: from the one numbered `from` (default: the first) up to, not including, `to` (default: the end). */
export interface ByteRange {
  readonly from?: number;
  readonly to?: number;
}

/**
 * Keeps files under keys that the caller makes with `newFileKey`. A key is written once: what replaces a file gets a key
 * of its own, so that whoever reads the old one is not disturbed.
 */
export interface FileStore {
  /**
   * Resolves once the whole content is durable; until then nothing is there to read. A write that fails, because the
   * content fails or is destroyed or the signal aborts, leaves nothing, and the content is destroyed.
   */
  write(key: string, content: Readable, signal?: AbortSignal): Promise<void>;

  /**
   * A range past the end is cut off. The stream must be read to its end or destroyed.
   *
   * @throws FileMissingError
   */
  read(key: string, range?: ByteRange): Promise<Readable>;

  /**
   * In bytes.
   *
   * @throws FileMissingError
   */
  size(key: string): Promise<number>;

  /** Removes the file and whatever writes of it left behind; silent when nothing is there. */
  delete(key: string): Promise<void>;
}

const FILE_KEY = /^[0-9a-f]{32}$/;

/** A key that no other file has, and that nobody can guess. */
export function newFileKey(): string {
  return randomBytes(16).toString('hex');
}

/** Keys become paths, so nothing but a key may become one. */
export function assertFileKey(key: string): void {
  if (!FILE_KEY.test(key)) throw new TypeError('A file key has 32 hexadecimal digits.');
}
