import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FileReceiver } from '../../modules/files/upload-receiver';
import { FileTooLargeError } from '../../modules/files/uploaded-bytes';
import { FileRefusedError } from '../../storage/storage-errors';
import { answerTimeout } from '../connections/client-error';
import { HttpError } from '../responses/http-error';

/** A client that sends nothing for this long is disconnected, in milliseconds. */
const IDLE_TIMEOUT_MS = 30_000;

/**
 * What the framing of chunks may take: so many bytes, and so many for each byte of the file. Each chunk takes some microseconds, even if it
 * has one byte.
 */
const MAX_FRAMING_BYTES = 65_536;
const MAX_FRAMING_SHARE = 1 / 16;

/** An upload whose body has not been read. */
interface OpenUpload {
  /** What the connection had read when the request began, in bytes. */
  readonly bytesRead: number;
  readonly receive: Awaited<ReturnType<FileReceiver['open']>>;
}

/**
 * `PUT <path>?token=…`: the raw bytes of a file, at an address that a mutation returned. They stream into the file
 * store. The response is 201 once they are the file of what they were uploaded for.
 */
export function registerUploadsRoute(app: FastifyInstance, path: string, receiver: FileReceiver): void {
  const openUploads = new WeakMap<FastifyRequest, OpenUpload>();

  // A separate scope: no other route accepts bodies other than JSON.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => {
      done(null);
    });
    scope.route<{ Querystring: string }>({
      method: 'PUT',
      url: path,
      config: { hasOwnTimeout: true },
      // The receiver limits the file.
      bodyLimit: Number.MAX_SAFE_INTEGER,
      // Runs before the body is read, so that a client that sends `Expect: 100-continue` gets the response first.
      onRequest: async (request) => {
        // Such a body is a part of a file (RFC 9110, section 14.5), which must not become the whole file.
        if (request.headers['content-range'] !== undefined) throw new HttpError(400, 'The body must be the whole file');
        const { token } = parse(request.query);
        const { bytesRead } = request.raw.socket;
        const upload = receiver.open(typeof token === 'string' ? token : '', declaredSize(request));
        openUploads.set(request, { bytesRead, receive: await upload.catch(rethrowAsHttpError) });
      },
      handler: async (request, reply) => {
        const { raw } = request;
        // Not `raw.setTimeout`: once the request has arrived, Node would end the connection without calling back.
        reply.raw.setTimeout(IDLE_TIMEOUT_MS, () => {
          // The file store is slow: the client has sent everything, or cannot send more.
          if (raw.complete || raw.readableLength > 0) reply.raw.setTimeout(IDLE_TIMEOUT_MS);
          else answerTimeout(raw.socket);
        });
        raw.once('end', () => reply.raw.setTimeout(0));
        const { bytesRead, receive } = openUploads.get(request)!;
        const received = receive(raw);
        endTinyChunks(raw, bytesRead);
        const file = await received.catch((error: unknown) => {
          // The client has disconnected and cannot read the response.
          if (raw.destroyed && !raw.complete)
            throw new HttpError(400, 'The upload was interrupted: send the file again');
          return rethrowAsHttpError(error);
        });
        return reply.code(201).send(file);
      },
    });
  });
}

/**
 * Ends the connection of a body in tiny chunks. Call it when the body is being read: the first listener of `data` would start the stream.
 *
 * @param bytesBefore what the connection had read when the request began
 */
function endTinyChunks(raw: IncomingMessage, bytesBefore: number): void {
  const { socket } = raw;
  let bytes = 0;
  raw.on('data', ({ length }: Buffer) => {
    bytes += length;
    const framing = socket.bytesRead - bytesBefore - bytes - raw.readableLength;
    if (framing <= MAX_FRAMING_BYTES + MAX_FRAMING_SHARE * bytes) return;
    socket.destroy();
    // A body that has arrived completely must not be stored either.
    raw.destroy(new HttpError(400, 'An upload must have larger chunks'));
  });
}

/** The length that the client declared, or null without one. */
function declaredSize({ headers }: FastifyRequest): number | null {
  const length = headers['content-length'];
  return length === undefined ? null : Number(length);
}

/** Rethrows with the HTTP status that states why a file is rejected. */
function rethrowAsHttpError(error: unknown): never {
  if (error instanceof FileTooLargeError) throw new HttpError(413, error.message);
  if (error instanceof FileRefusedError) throw new HttpError(415, error.message);
  throw error;
}
