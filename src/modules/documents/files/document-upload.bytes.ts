import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { FileRefusedError } from '../../../storage/storage-errors';

/** More bytes than a file may have. */
export class FileTooLargeError extends FileRefusedError {
  constructor(maxBytes: number) {
    super(`A file may have at most ${maxBytes.toLocaleString('en')} bytes.`);
  }
}

/** There is nothing in the file. */
export class FileEmptyError extends FileRefusedError {
  constructor() {
    super('The file is empty.');
  }
}

/**
 * The bytes of a file on their way, counted and hashed as they pass; none of them is held longer than its turn.
 * What refuses them leaves the source open, so that whoever sends them can still be told why.
 */
export class UploadedBytes {
  private readonly chunks: AsyncIterator<Buffer, undefined>;
  private readonly hash = createHash('sha256');
  private readonly held: Buffer[] = [];
  private size = 0;

  constructor(
    source: Readable,
    private readonly maxBytes: number,
  ) {
    this.chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  }

  /** The first bytes: so many, or all that there are. They stay part of what `all` gives. */
  async first(count: number): Promise<Buffer> {
    let held = 0;
    while (held < count) {
      const chunk = await this.next();
      if (chunk === null) break;
      held += chunk.length;
      this.held.push(chunk);
    }
    return Buffer.concat(this.held, Math.min(held, count));
  }

  /** @throws FileTooLargeError when there are more bytes than may be */
  async *all(): AsyncGenerator<Buffer, void> {
    for (let chunk = this.held.shift(); chunk !== undefined; chunk = this.held.shift()) yield chunk;
    for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) yield chunk;
  }

  /** Lets go of the source, whose rest somebody else may then read. */
  release(): void {
    // Not waited for: the source may have come to a halt.
    void this.chunks.return?.();
  }

  /** Of the bytes that have passed. */
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
