import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { LimitFunction } from 'p-limit';
import { digestOf } from './entity-tag';

/** A file as it is sent. */
export interface FileBytes {
  readonly gzip: Buffer;
  /** Length without compression. */
  readonly byteSize: number;
  /** Equal bytes have equal digests. */
  readonly digest: string;
}

export interface KeptFileOptions {
  /** Makings of all files take turns in it. */
  readonly turns: LimitFunction;
  /** Describes all that the file depends on now. */
  readonly stateNow: () => Promise<string>;
  /** Reads and writes the file as it is now. */
  readonly write: () => AsyncIterable<string | Uint8Array>;
}

/**
 * The bytes of a file. They are made when they are requested for the first time in a state of the data; all who wait for
 * them share one making. A request never gets what is older than itself.
 */
export class KeptFileBytes {
  /** What is kept, or is being made, and the state in which it was begun. */
  private kept: { readonly state: string; readonly bytes: Promise<FileBytes> } | null = null;
  /** The making that has not begun. */
  private waiting: Promise<FileBytes> | null = null;

  constructor(private readonly options: KeptFileOptions) {}

  async current(): Promise<FileBytes> {
    const state = await this.options.stateNow();
    if (this.kept?.state === state) return this.kept.bytes;
    this.waiting ??= this.options.turns(() => this.make());
    return this.waiting;
  }

  private async make(): Promise<FileBytes> {
    this.waiting = null;
    const { stateNow, write } = this.options;
    const state = await stateNow();
    if (this.kept?.state !== state) {
      const kept = { state, bytes: bytesOf(write()) };
      this.kept = kept;
      kept.bytes.catch(() => {
        this.kept = null;
      });
    }
    return this.kept.bytes;
  }
}

async function bytesOf(chunks: AsyncIterable<string | Uint8Array>): Promise<FileBytes> {
  const hash = createHash('sha256');
  const compressed: Buffer[] = [];
  let byteSize = 0;
  await pipeline(
    Readable.from(chunks, { objectMode: false }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        hash.update(chunk);
        byteSize += chunk.length;
        yield chunk;
      }
    },
    createGzip(),
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) compressed.push(chunk);
    },
  );
  return { gzip: Buffer.concat(compressed), byteSize, digest: digestOf(hash.digest()) };
}
