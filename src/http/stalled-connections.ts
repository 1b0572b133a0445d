import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How long a client may take none of the bytes that wait for it, in milliseconds. */
const STALL_TIMEOUT_MS = 10_000;

/** How many times each connection is looked at within the timeout. */
const CHECKS_PER_TIMEOUT = 5;

/** What a connection had accepted when it was last looked at. */
interface Progress {
  readonly accepted: number;
  /** The time of `performance.now` since which the client has accepted nothing more. */
  readonly since: number;
}

const timeouts = new WeakMap<Socket, number>();

/** Gives the client of a request another timeout, for the rest of its connection. */
export function setStallTimeout({ raw }: FastifyRequest, timeoutMs: number): void {
  timeouts.set(raw.socket, timeoutMs);
}

/**
 * Ends connections whose clients do not take their responses: each response takes memory until it has been sent. Node's
 * own timeout of a connection also counts what the client sends, so a client could hold a response for as long as it
 * sends a byte now and then.
 *
 * Progress is what the operating system has accepted. It is seen after each write, so large responses are written in
 * pieces (see `inPieces`).
 */
export function endStalledConnections(app: FastifyInstance, timeoutMs = STALL_TIMEOUT_MS): void {
  const connections = new Map<Socket, Progress>();
  app.server.on('connection', (socket: Socket) => {
    connections.set(socket, progressOf(socket));
    socket.once('close', () => connections.delete(socket));
  });
  const timer = setInterval(() => {
    for (const [socket, before] of connections) {
      const now = progressOf(socket);
      if (socket.writableLength === 0 || now.accepted !== before.accepted) connections.set(socket, now);
      else if (now.since - before.since >= (timeouts.get(socket) ?? timeoutMs)) socket.destroy();
    }
  }, timeoutMs / CHECKS_PER_TIMEOUT).unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
  });
}

function progressOf(socket: Socket): Progress {
  return { accepted: socket.bytesWritten - socket.writableLength, since: performance.now() };
}
