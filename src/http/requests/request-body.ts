import type { FastifyRequest } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import { Tally } from '../../core/tally';
import { OverloadedError } from '../../errors';
import { addressOf } from '../connections/client-address';
import { MAX_PIECES } from '../connections/early-responses';
import { HttpError } from '../responses/http-error';

const FIRST_BYTES = 4_096;

/** The bytes of a body that are not counted. Almost all bodies have fewer, so that they are read whatever others send. */
const UNCOUNTED_BYTES = 16_384;

/**
 * Maximum bytes of the buffers of bodies that are being received, beyond the uncounted ones: in total, and from one group of addresses. A
 * buffer grows to twice its size, and to the limit of the body at most.
 */
const MAX_BYTES = { total: 32 * 2 ** 20, perAddress: 4 * 2 ** 20 };

/** Reads bodies of requests into memory, and limits the memory of those that are being received. */
export class BodyReader {
  private total = 0;
  private readonly byAddress = new Tally();

  /**
   * Reads a body into one buffer. Fastify would keep a Buffer of some 400 bytes for each chunk, and a client can send chunks of one byte.
   * If there are too many, the connection ends.
   *
   * @param limit the maximum number of bytes
   * @param done gets an HttpError with 413 if there are more, and with 400 if the body is interrupted; an OverloadedError if the bodies
   *   that are being received leave no room
   */
  read(request: FastifyRequest, limit: number, done: (error: Error | null, body: Buffer) => void): void {
    const { raw, headers } = request;
    const address = addressGroup(addressOf(request));
    let bytes = Buffer.alloc(0);
    let [length, pieces] = [0, 0];
    const countTo = (size: number): void => {
      const change = countedOf(size) - countedOf(bytes.length);
      this.total += change;
      this.byAddress.add(address, change);
    };
    const end = (error: Error | null): void => {
      raw.off('data', onData).off('end', onEnd).off('error', onError);
      countTo(0);
      done(error, bytes.subarray(0, length));
    };
    const onData = (chunk: Buffer): void => {
      pieces += 1;
      if (pieces > MAX_PIECES) {
        end(new HttpError(413, 'The body has too many chunks'));
        // Otherwise, Node would go on parsing chunks.
        raw.socket.destroy();
        return;
      }
      const longer = length + chunk.length;
      if (longer > limit) {
        end(tooLong(limit));
        return;
      }
      if (longer > bytes.length) {
        const size = Math.min(limit, Math.max(longer, 2 * bytes.length, FIRST_BYTES));
        if (!this.hasRoomFor(countedOf(size) - countedOf(bytes.length), address)) {
          end(new OverloadedError('Many long bodies are being received: try again later'));
          return;
        }
        countTo(size);
        const grown = Buffer.allocUnsafe(size);
        bytes.copy(grown, 0, 0, length);
        bytes = grown;
      }
      chunk.copy(bytes, length);
      length = longer;
    };
    const onEnd = (): void => {
      end(null);
    };
    const onError = (): void => {
      end(new HttpError(400, 'The body was interrupted'));
    };
    if (Number(headers['content-length'] ?? 0) > limit) {
      done(tooLong(limit), bytes);
      return;
    }
    raw.on('data', onData).on('end', onEnd).on('error', onError);
  }

  private hasRoomFor(more: number, address: string): boolean {
    if (more === 0) return true;
    return this.total + more <= MAX_BYTES.total && this.byAddress.of(address) + more <= MAX_BYTES.perAddress;
  }
}

/** The bytes of a buffer of this size that are counted. */
function countedOf(size: number): number {
  return Math.max(0, size - UNCOUNTED_BYTES);
}

function tooLong(limit: number): HttpError {
  return new HttpError(413, `The body must have at most ${limit.toLocaleString('en')} bytes`);
}
