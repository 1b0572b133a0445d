import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How long a client may take none of the bytes that wait for it, in milliseconds. */
const STALL_TIMEOUT_MS = 10_000;

/** How many times each connection is looked at within the timeout. */
const CHECKS_PER_TIMEOUT = 5;

/** What a connection had accepted when it was last looked at. */
interface Progress {
  readonly accepted: number;
  /** How many times in a row nothing more had been accepted. */
  readonly stalls: number;
}

const timeouts = new WeakMap<Socket, number>();

const waits = new WeakMap<Socket, number>();

/** Gives the client of a request another timeout, for the rest of its connection. */
export function setStallTimeout({ raw }: FastifyRequest, timeoutMs: number): void {
  timeouts.set(raw.socket, timeoutMs);
}

/** How long bytes have waited for the client of a request since it connected, in milliseconds, as far as the checks have seen. */
export function waitedMs({ raw }: FastifyRequest): number {
  return waits.get(raw.socket) ?? 0;
}

/** How many bytes the client of a request has taken since it connected. */
export function takenBytes({ raw }: FastifyRequest): number {
  return acceptedBy(raw.socket);
}

function acceptedBy(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}

/**
 * Ends connections whose clients do not take their responses: each response takes memory until it has been sent. Node's
 * own timeout of a connection also counts what the client sends, so a client could hold a response for as long as it
 * sends a byte now and then.
 *
 * Progress is what the operating system has accepted. It is seen after each write, so large responses are written in
 * pieces (see `inPieces`). Checks are counted instead of time: while this process is busy, nobody's response moves, and
 * that is no fault of the clients.
 */
export function endStalledConnections(app: FastifyInstance, timeoutMs = STALL_TIMEOUT_MS): void {
  const intervalMs = timeoutMs / CHECKS_PER_TIMEOUT;
  const connections = new Map<Socket, Progress>();
  app.server.on('connection', (socket: Socket) => {
    // Each request that offers another protocol causes this event again.
    if (connections.has(socket)) return;
    connections.set(socket, { accepted: 0, stalls: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  const timer = setInterval(() => {
    for (const [socket, before] of connections) {
      const accepted = acceptedBy(socket);
      const isWaiting = socket.writableLength > 0;
      if (isWaiting) waits.set(socket, (waits.get(socket) ?? 0) + intervalMs);
      const isStalled = isWaiting && accepted === before.accepted;
      const stalls = isStalled ? before.stalls + 1 : 0;
      if (stalls * intervalMs >= (timeouts.get(socket) ?? timeoutMs)) socket.destroy();
      else connections.set(socket, { accepted, stalls });
    }
  }, intervalMs).unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
  });
}
