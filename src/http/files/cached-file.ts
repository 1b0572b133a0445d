import type { LimitFunction } from 'p-limit';
import { type CompressedText, joinToGzip } from '../../modules/open-data/compressed-text';
import { digestOf } from '../responses/entity-tag';

/** A file as it is sent. */
export interface FileBytes {
  readonly gzip: readonly Buffer[];
  readonly gzipSize: number;
  /** Length without compression. */
  readonly byteSize: number;
  /** Equal bytes have equal digests. */
  readonly digest: string;
}

export interface CachedFileOptions {
  /** Limits how many files are made at a time. */
  readonly turns: LimitFunction;
  /** Describes all that the file depends on now. */
  readonly stateNow: () => Promise<string>;
  /** Reads and writes the file as it is now. */
  readonly write: () => Promise<readonly CompressedText[]>;
}

/**
 * The bytes of a cached file. They are made with the first request after the data has changed, once for all requests that wait for them. No
 * request gets the bytes of a state that had been replaced before it arrived.
 */
export class CachedFileBytes {
  /** The bytes that are cached or being made, and the state of the data before they were begun. */
  private kept: { readonly state: string; readonly bytes: Promise<FileBytes> } | null = null;
  /** The next call of `make`, which has not begun; null if there is none. */
  private waiting: Promise<FileBytes> | null = null;

  constructor(private readonly options: CachedFileOptions) {}

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
      const kept = { state, bytes: write().then(bytesOf) };
      this.kept = kept;
      kept.bytes.catch(() => {
        this.kept = null;
      });
    }
    return this.kept.bytes;
  }
}

function bytesOf(texts: readonly CompressedText[]): FileBytes {
  const gzip = joinToGzip(texts);
  return {
    gzip,
    gzipSize: gzip.reduce((sum, { length }) => sum + length, 0),
    byteSize: texts.reduce((sum, text) => sum + text.byteSize, 0),
    digest: digestOf(Buffer.concat(texts.map(({ hash }) => hash))),
  };
}
