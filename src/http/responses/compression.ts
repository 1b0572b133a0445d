import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, type BrotliOptions, constants, gzip, gzipSync } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import pLimit from 'p-limit';

export type Encoding = 'br' | 'gzip';

/** Shorter bodies fit into a packet or two, compressed or not. */
const MIN_COMPRESSED_BYTES = 1_024;

/** Up to this size, a thread of its own would cost more than compressing, which takes less than 0.2 ms. */
const MAX_SYNC_BYTES = 32_768;

/** Long bodies that are compressed at a time, and that wait for it. Beyond that, bodies are sent as they are. */
const MAX_RUNNING = 2;
const MAX_WAITING = 16;

/** How much a body that is sent once, or often, is compressed. The second takes about a third longer. */
const QUALITY = {
  once: { brotli: 4, gzip: 1 },
  often: { brotli: 5, gzip: 6 },
};

/** How many Accept-Encoding headers are remembered. Browsers and libraries send a few dozen. */
const MAX_KNOWN = 100;

const known = new Map<string, Encoding | null>();
const running = pLimit(MAX_RUNNING);
const brotliInThread = promisify(brotliCompress);
const gzipInThread = promisify(gzip);

/**
 * The encoding that the client prefers; null for none. Brotli is chosen if the client has no preference.
 *
 * Do not use it for a response that depends on a cookie which counts without a header: a page of another site can make a browser send
 * cookies, and could then guess secrets by the length of compressed responses (docs/adr/0022-compression.md).
 */
export function preferredEncoding({ headers }: Pick<FastifyRequest, 'headers'>): Encoding | null {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string') return null;
  let encoding = known.get(accepted);
  if (encoding === undefined) {
    encoding = negotiate(accepted, ['br', 'gzip']);
    if (known.size < MAX_KNOWN) known.set(accepted, encoding);
  }
  return encoding;
}

/** True if the client takes a file in gzip that is the same for everyone, so that its length reveals nothing. */
export function acceptsGzip({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const accepted = headers['accept-encoding'];
  return typeof accepted === 'string' && negotiate(accepted, ['gzip']) === 'gzip';
}

/** Compresses a body, or returns null if it is short, or if too many long bodies wait already. */
export function compress(
  body: Buffer,
  encoding: Encoding,
  use: keyof typeof QUALITY = 'once',
): Buffer | null | Promise<Buffer> {
  if (body.length < MIN_COMPRESSED_BYTES) return null;
  const { brotli, gzip: level } = QUALITY[use];
  const options = brotliOptions(brotli, body.length);
  if (body.length <= MAX_SYNC_BYTES) {
    return encoding === 'br' ? brotliCompressSync(body, options) : gzipSync(body, { level });
  }
  if (running.pendingCount >= MAX_WAITING) return null;
  return running(() => (encoding === 'br' ? brotliInThread(body, options) : gzipInThread(body, { level })));
}

function brotliOptions(quality: number, length: number): BrotliOptions {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: length,
      // A window of 256 kB instead of 4 MB, which is allocated for each body.
      [constants.BROTLI_PARAM_LGWIN]: 18,
    },
  };
}

function negotiate(accepted: string, available: readonly Encoding[]): Encoding | null {
  const negotiator: Negotiates = new Negotiator({ headers: { 'accept-encoding': accepted } });
  const encoding = negotiator.encoding([...available, 'identity'], { preferred: [...available] });
  return encoding === 'br' || encoding === 'gzip' ? encoding : null;
}

/** The package's types do not have the option. */
interface Negotiates {
  encoding(available: string[], options?: { preferred: string[] }): string | undefined;
}
