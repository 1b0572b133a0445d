import { Readable } from 'node:stream';
import { assertFileKey, type ByteRange, type FileStore } from '../../src/storage/file-store';
import { FileMissingError } from '../../src/storage/storage-errors';

/** Stores files where a test can damage them, and counts the bytes that are read. */
export class MemoryFileStore implements FileStore {
  readonly files = new Map<string, Buffer>();
  bytesRead = 0;
  openStreams = 0;

  async prepare(): Promise<void> {}

  async write(key: string, content: Readable): Promise<void> {
    assertFileKey(key);
    this.files.set(key, Buffer.concat(await content.toArray()));
  }

  async read(key: string, { from = 0, to = Infinity }: ByteRange = {}): Promise<Readable> {
    const bytes = this.get(key).subarray(from, to);
    const pieces = (function* (store: MemoryFileStore): Generator<Buffer> {
      for (let start = 0; start < bytes.length; start += 10_000) {
        const piece = bytes.subarray(start, start + 10_000);
        store.bytesRead += piece.length;
        yield piece;
      }
    })(this);
    this.openStreams++;
    return Readable.from(pieces, { objectMode: false }).once('close', () => this.openStreams--);
  }

  async size(key: string): Promise<number> {
    return this.get(key).length;
  }

  async *keys(): AsyncGenerator<string> {
    yield* this.files.keys();
  }

  async assertAvailable(): Promise<void> {}

  async isEmpty(): Promise<boolean> {
    return this.files.size === 0;
  }

  async delete(key: string): Promise<void> {
    this.files.delete(key);
  }

  private get(key: string): Buffer {
    const bytes = this.files.get(key);
    if (bytes === undefined) throw new FileMissingError(key);
    return bytes;
  }
}
