import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasConnection } from './client-address';

/** How long a client has to read a response that it gets while it sends, in milliseconds. */
const LINGER_MS = 2_000;

/** Maximum bytes that are read after such a response. Some clients read only when they have sent everything. */
const MAX_LINGER_BYTES = 262_144;

/**
 * Maximum pieces in which a body arrives. Each takes about 1.5 µs to parse, even if it is a chunk of one byte, and Node parses up to 2 MB
 * of a connection in one turn of the event loop.
 */
export const MAX_PIECES = 4_096;

/** True if the request announces a body, which may be empty. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** Ends the connections of requests that are answered before their bodies have arrived. Node would read the bodies to their ends. */
export function endAfterEarlyResponses(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { raw } = request;
    if (raw.complete || !hasBody(raw) || !hasConnection(request)) {
      done();
      return;
    }
    // A short body has arrived with the headers, but is parsed after them.
    setImmediate(() => {
      if (!raw.complete) endAfterResponse(request, reply);
      done();
    });
  });
}

/**
 * Ends the connection of a request some time after its response. The operating system resets a connection that is closed while bytes
 * are unread, and then the client may lose the response.
 */
export function endAfterResponse({ raw }: FastifyRequest, reply: FastifyReply): void {
  const { socket } = raw;
  reply.header('connection', 'close');
  let [bytes, pieces] = [0, 0];
  raw.on('data', (piece: Buffer) => {
    bytes += piece.length;
    pieces += 1;
    if (pieces > MAX_PIECES) socket.destroy();
    else if (bytes > MAX_LINGER_BYTES) raw.pause();
  });
  raw.resume();
  // Node calls it when a response with `Connection: close` has been sent.
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}
