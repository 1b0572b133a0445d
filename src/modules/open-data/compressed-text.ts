import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';

/*
 * Texts that are compressed alone, and joined to one gzip file (RFC 1952) later. Joining costs nothing for their lengths: the
 * checksum of the whole follows from theirs.
 */

/** A text as a part of gzip files. */
export interface CompressedText {
  /** Blocks of DEFLATE (RFC 1951) that end with a byte. None of them is the last one of a file, or refers to an earlier text. */
  readonly deflated: Buffer;
  /** Length of the text in UTF-8. */
  readonly byteSize: number;
  readonly crc: number;
  /** The SHA-256 hash of the text. */
  readonly hash: Buffer;
}

const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH };

const GZIP_START = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** The last block of a file, which is empty. */
const LAST_BLOCK = Buffer.from([3, 0]);

const GZIP_MODULUS = 2 ** 32;

export async function compressText(text: string | Buffer): Promise<CompressedText> {
  const bytes = Buffer.from(text);
  return {
    deflated: await promisify(deflateRaw)(bytes, FLUSH),
    byteSize: bytes.length,
    crc: crc32(bytes),
    hash: createHash('sha256').update(bytes).digest(),
  };
}

export function decompressText({ deflated }: CompressedText): Promise<Buffer> {
  return promisify(inflateRaw)(deflated, FLUSH);
}

/** The pieces of the gzip file that contains these texts one after another. */
export function joinToGzip(texts: readonly CompressedText[]): Buffer[] {
  const end = Buffer.alloc(8);
  const byteSize = texts.reduce((sum, text) => sum + text.byteSize, 0);
  end.writeUInt32LE(texts.reduce((crc, text) => joinedCrc(crc, text), 0));
  end.writeUInt32LE(byteSize % GZIP_MODULUS, 4);
  return [GZIP_START, ...texts.map(({ deflated }) => deflated), LAST_BLOCK, end];
}

/*
 * CRC-32 is the remainder of a polynomial over GF(2). A text that another one follows is multiplied by a power of x. Bits are
 * reflected: the highest one stands for 1, the next one for x.
 */

const ONE = 0x80000000;
const DIVISOR = 0xedb88320;

/** x to the power of 8, 16, 32 and so on, modulo the divisor. */
const powersOfBytes = [ONE >>> 8];

/** The checksum of two texts, one after the other (as `crc32_combine` of zlib computes it). */
function joinedCrc(crc: number, { crc: next, byteSize }: CompressedText): number {
  let shifted = crc;
  for (let index = 0, rest = byteSize; rest > 0; index += 1, rest = Math.floor(rest / 2)) {
    const power = (powersOfBytes[index] ??= product(powersOfBytes[index - 1]!, powersOfBytes[index - 1]!));
    if (rest % 2 === 1) shifted = product(shifted, power);
  }
  return (shifted ^ next) >>> 0;
}

/** The product of two polynomials modulo the divisor. */
function product(one: number, other: number): number {
  let sum = 0;
  let shifted = other;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((one & bit) !== 0) sum ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ DIVISOR;
  }
  return sum >>> 0;
}
