import type { ReportedOperation } from '../../../core/access/request-context';
import { compress, type Encoding } from '../../responses/compression';
import { digestOf } from '../../responses/entity-tag';
import { bytesOf } from '../../responses/text-bytes';

/** The value of each table that an answer was read from, when it was read. */
export type ReadState = ReadonlyMap<string, string | number | undefined>;

/** A compressed body is kept only if it is at most this part of the body, so that the size of an entry is known. */
const MAX_COMPRESSED = 0.5;

/** Longer bodies are sent in pieces. */
const MAX_TEXT_BYTES = 65_536;

/** Size of an entry without its texts, in bytes. */
const OVERHEAD = 1_200;

/**
 * A text as an answer is sent and kept: as it is if it is ASCII and short, since it is then sent together with the headers,
 * and takes as many bytes in memory.
 */
export function cachedBody(text: string): string | Promise<Buffer> {
  return text.length <= MAX_TEXT_BYTES && Buffer.byteLength(text) === text.length ? text : bytesOf(text);
}

/** An answer that is kept, with its compressed forms. */
export class CachedAnswer {
  private hash: string | null = null;
  private readonly compressed = new Map<Encoding, Buffer | null | Promise<Buffer | null>>();

  /**
   * @param body what is sent; see `cachedBody`
   * @param day the day, in days since 1970, on which alone the answer holds; null if it holds on all days
   * @param operation what the log says about the operation
   */
  constructor(
    readonly contentType: string,
    readonly body: string | Buffer,
    readonly readState: ReadState,
    readonly day: number | null,
    readonly operation: ReportedOperation | null,
  ) {}

  /** The bytes that the answer takes under this key, with all compressed forms. */
  sizeUnder(key: string): number {
    // A key takes two bytes for each character if one of them is not in Latin-1.
    return 2 * key.length + Math.ceil(this.body.length * (1 + 2 * MAX_COMPRESSED)) + OVERHEAD;
  }

  /** A strong validator of the answer in an encoding (RFC 9110, section 8.8.3). */
  etag(encoding: Encoding | null): string {
    this.hash ??= digestOf(this.body);
    return encoding === null ? `"${this.hash}"` : `"${this.hash}-${encoding}"`;
  }

  /** The body in an encoding; null if the body is to be sent as it is. */
  bodyIn(encoding: Encoding): Buffer | null | Promise<Buffer | null> {
    const known = this.compressed.get(encoding);
    if (known !== undefined) return known;
    const made = compress(Buffer.from(this.body), encoding, 'often');
    // If too many bodies are being compressed, the next request tries again.
    if (made === null) return null;
    const kept =
      made instanceof Promise ? made.then((buffer) => this.keep(encoding, buffer)) : this.keep(encoding, made);
    if (kept instanceof Promise) this.compressed.set(encoding, kept);
    return kept;
  }

  private keep(encoding: Encoding, made: Buffer): Buffer | null {
    const small = this.ifSmall(made);
    this.compressed.set(encoding, small);
    return small;
  }

  private ifSmall(buffer: Buffer): Buffer | null {
    return buffer.length <= this.body.length * MAX_COMPRESSED ? buffer : null;
  }
}
