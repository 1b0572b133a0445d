import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { FileRefusedError } from '../../storage/storage-errors';

/** The file has more bytes than `MAX_UPLOAD_BYTES`. */
export class FileTooLargeError extends FileRefusedError {
  constructor(maxBytes: number) {
    super(`The file must have at most ${maxBytes.toLocaleString('en')} bytes`);
  }
}

/** The file has no bytes. */
export class FileEmptyError extends FileRefusedError {
  constructor() {
    super('The file must not be empty');
  }
}

/**
 * Reads the bytes of a file from a stream, and counts and hashes them without collecting them in memory. An error
 * leaves the source open, so that the sender can still receive the response.
 */
export class UploadedBytes {
  private readonly chunks: AsyncIterator<Buffer, undefined>;
  private readonly hash = createHash('sha256');
  private readonly buffered: Buffer[] = [];
  private size = 0;

  constructor(
    source: Readable,
    private readonly maxBytes: number,
  ) {
    this.chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  }

  /** Returns the first `count` bytes, or all bytes of a shorter file. `all` returns them again. */
  async first(count: number): Promise<Buffer> {
    let length = 0;
    while (length < count) {
      const chunk = await this.next();
      if (chunk === null) break;
      length += chunk.length;
      this.buffered.push(chunk);
    }
    return Buffer.concat(this.buffered, Math.min(length, count));
  }

  /** @throws FileTooLargeError if the file has more than `maxBytes` bytes */
  async *all(): AsyncGenerator<Buffer, void> {
    for (let chunk = this.buffered.shift(); chunk !== undefined; chunk = this.buffered.shift()) yield chunk;
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) yield chunk;
  }

  /** Stops reading the source. Its remaining bytes can then be read by others. */
  release(): void {
    // Do not await this: the source may never send its next chunk.
    void this.chunks.return?.();
  }

  /** Returns the size and the hash of the bytes that were read so far. */
  summary(): { byteSize: number; sha256: string } {
    return { byteSize: this.size, sha256: this.hash.copy().digest('hex') };
  }

  private async next(): Promise<Buffer | null> {
    const { done, value } = await this.chunks.next();
    if (done === true) return null;
    this.size += value.length;
    if (this.size > this.maxBytes) throw new FileTooLargeError(this.maxBytes);
    this.hash.update(value);
    return value;
  }
}
