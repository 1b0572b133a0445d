import type { FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import { HttpError } from './http-error';

/** What requests for ranges are compared with. */
export interface RangedFile {
  readonly byteSize: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** A range of bytes. Both ends are inclusive. */
interface InclusiveRange {
  readonly start: number;
  readonly end: number;
}

/** The strong entity tag of a file: equal bytes have equal tags. */
export function entityTag({ sha256 }: Pick<RangedFile, 'sha256'>): string {
  return `"${sha256}"`;
}

/**
 * The requested range, or null for the whole file. Follows RFC 9110: a request for one range gets that range; a request
 * for several gets the whole file.
 *
 * @throws HttpError 416 when the file has none of the requested bytes
 */
export function requestedRange({ headers }: FastifyRequest, file: RangedFile): InclusiveRange | null {
  const { byteSize } = file;
  const { range = '', 'if-range': condition } = headers;
  // Ranges in another unit are ignored (section 14.2). The parser would look for them in the bytes.
  if (!/^bytes=/i.test(range) || (condition !== undefined && condition !== entityTag(file))) return null;
  // A suffix longer than the file means the whole file. The parser would reject it.
  const within = range.replace(/^bytes=-(\d+)$/i, (_, last) => `bytes=-${Math.min(Number(last), byteSize)}`);
  const ranges = parseRange(byteSize, within, { combine: true });
  if (ranges === -1) {
    throw new HttpError(416, `Range must lie within the file's ${byteSize} bytes`, {
      'content-range': `bytes */${byteSize}`,
    });
  }
  return ranges === -2 || ranges.length > 1 ? null : (ranges[0] ?? null);
}

/** Sets the status and the headers of a response that has this range of the file; null: the whole file. */
export function describeRange(reply: FastifyReply, { byteSize }: RangedFile, range: InclusiveRange | null): void {
  const { start, end } = range ?? { start: 0, end: byteSize - 1 };
  reply.header('content-length', end - start + 1);
  if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${byteSize}`);
}
