import type { FastifyRequest } from 'fastify';
import { HttpError } from '../responses/http-error';

const FIRST_BYTES = 4_096;

/**
 * Reads the body of a request into one buffer. Fastify would keep a Buffer of some 400 bytes for each chunk, and a client can send
 * chunks of one byte.
 *
 * @param limit the maximum number of bytes
 * @param done gets an HttpError with 413 if there are more, and with 400 if the body is interrupted
 */
export function readBody(
  { raw, headers }: FastifyRequest,
  limit: number,
  done: (error: HttpError | null, body: Buffer) => void,
): void {
  let bytes = Buffer.alloc(0);
  let length = 0;
  const end = (error: HttpError | null): void => {
    raw.off('data', onData).off('end', onEnd).off('error', onError);
    done(error, bytes.subarray(0, length));
  };
  const onData = (chunk: Buffer): void => {
    const longer = length + chunk.length;
    if (longer > limit) {
      end(tooLong(limit));
      return;
    }
    if (longer > bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(longer, 2 * bytes.length, FIRST_BYTES));
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

function tooLong(limit: number): HttpError {
  return new HttpError(413, `The body must have at most ${limit.toLocaleString('en')} bytes`);
}
