import type { LimitFunction } from 'p-limit';
import { joinToGzip, type CompressedText } from '../modules/open-data/compressed-text';
import { digestOf } from './entity-tag';

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
  /** Makings of all files take turns in it. */
  readonly turns: LimitFunction;
  /** Describes all that the file depends on now. */
  readonly stateNow: () => Promise<string>;
  /** Reads and writes the file as it is now. */
  readonly write: () => Promise<readonly CompressedText[]>;
}

/**
 * The bytes of a file. They are made when they are requested for the first time in a state of the data; all who wait for
 * them share one making. A request never gets what is older than itself.
 */
export class CachedFileBytes {
  /** What is kept, or is being made, and the state in which it was begun. */
  private kept: { readonly state: string; readonly bytes: Promise<FileBytes> } | null = null;
  /** The making that has not begun. */
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
